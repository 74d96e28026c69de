package io.example.plugins;

import io.crmkit.spi.Parameters;
import io.crmkit.spi.contract.ChannelHarness;
import io.crmkit.spi.contract.NotificationContract;
import io.crmkit.spi.contract.WrongParameters;
import io.crmkit.spi.notification.NotificationChannelProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;

@DisplayName("the plugin mailbox keeps the contract; it has no secrets")
class MailboxContractTest implements NotificationContract, ChannelHarness {

    @Override
    public ChannelHarness harness() {
        return this;
    }

    @Override
    public NotificationChannelProvider provider() {
        return new MailboxChannel();
    }

    @Override
    public Parameters freshPlace() {
        try {
            Path mailboxes = Files.createDirectories(Path.of("target", "mailboxes"));
            return Parameters.of(Map.of(
                    "directory", mailboxes.resolve(UUID.randomUUID().toString()).toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String address() {
        return "zhang.san@example.com";
    }

    @Override
    public List<WrongParameters> wrongParameters() {
        return List.of(
                WrongParameters.missing(freshPlace(), "directory"),
                WrongParameters.value(freshPlace(), "directory", " "),
                WrongParameters.value(freshPlace(), "directory", "a\0b"),
                WrongParameters.value(freshPlace(), "folder", "here"));
    }

    @Override
    public List<String> wrongAddresses() {
        return List.of("", "nobody", "@", "a@b@c", "a@b,c@d", "Zhang <zhang@example.com>", "a@b\nBcc: c@d");
    }

    /** Read from the files, as whatever picks them up would read them. */
    @Override
    public Optional<List<Delivered>> delivered(Parameters place) {
        Path directory = Path.of(place.text("directory"));
        if (!Files.exists(directory)) {
            return Optional.of(List.of());
        }
        List<Delivered> delivered = new ArrayList<>();
        try (var files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String contents = Files.readString(file);
                int end = contents.indexOf("\n\n");
                List<String> headers = List.of(contents.substring(0, end).split("\n", -1));
                delivered.add(new Delivered(
                        header(headers, "To: "), header(headers, "Subject: "), contents.substring(end + 2)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.of(delivered);
    }

    private static String header(List<String> headers, String name) {
        List<String> found =
                headers.stream().filter(line -> line.startsWith(name)).toList();
        return found.size() == 1 ? found.get(0).substring(name.length()) : "not one, but " + found;
    }

    @Override
    public boolean deduplicates() {
        return true;
    }

    /** A file stands where the directory was. */
    @Override
    public boolean reachable(Parameters place, boolean reachable) {
        Path directory = Path.of(place.text("directory"));
        Path aside = directory.resolveSibling(directory.getFileName() + ".aside");
        try {
            if (reachable) {
                Files.delete(directory);
                Files.move(aside, directory);
            } else {
                Files.move(directory, aside);
                Files.createFile(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return true;
    }
}
