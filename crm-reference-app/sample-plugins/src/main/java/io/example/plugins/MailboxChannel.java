package io.example.plugins;

import io.crmkit.spi.Parameters;
import io.crmkit.spi.notification.Message;
import io.crmkit.spi.notification.NotificationChannel;
import io.crmkit.spi.notification.NotificationChannelProvider;
import io.crmkit.spi.notification.Receipt;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The notification plugin {@code mailbox}: writes each message into a directory, as one file that mail programs open: headers, an
 * empty line, the text, all in UTF-8. For a machine without a mail server, and for whatever picks the files up.
 *
 * <p>The parameter {@code directory} must be given; the directory itself is made when the first message comes, its parent must be
 * there. An address is an e-mail address, one only. A file is named after the message's tenant and id, so that a message that
 * comes again finds its file, whoever wrote it; it appears whole or not at all, and is on the disk before the message is answered
 * with DELIVERED. After closing, messages are answered with RETRY.
 */
public final class MailboxChannel implements NotificationChannelProvider {

    @Override
    public String id() {
        return "mailbox";
    }

    @Override
    public NotificationChannel open(Parameters parameters) {
        String directory = parameters.text("directory");
        for (String name : parameters.asMap().keySet()) {
            if (!name.equals("directory")) {
                throw new IllegalArgumentException("parameter '" + name + "' is unknown; there is directory");
            }
        }
        if (directory.isBlank()) {
            throw new IllegalArgumentException("parameter 'directory' is blank; allowed is the path of a directory");
        }
        try {
            return new Mailbox(Path.of(directory).toAbsolutePath());
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("parameter 'directory' is no path: " + e.getReason(), e);
        }
    }

    private static final class Mailbox implements NotificationChannel {

        /** One name and one host, without anything that a mail program would take for more than that. */
        private static final Pattern ADDRESS = Pattern.compile(
                "[^\\s\\p{Cntrl}@<>(),;:\"\\[\\]\\\\]{1,64}@[^\\s\\p{Cntrl}@<>(),;:\"\\[\\]\\\\]{1,255}");

        private final Path directory;
        private volatile boolean closed;

        Mailbox(Path directory) {
            this.directory = directory;
        }

        @Override
        public Receipt send(Message message) {
            if (closed) {
                return Receipt.retry("the mailbox is closed");
            }
            if (!ADDRESS.matcher(message.address()).matches()) {
                return Receipt.rejected("the address is not one e-mail address");
            }
            if (message.subject().codePoints().anyMatch(Mailbox::endsALine)) {
                return Receipt.rejected("the subject has line breaks or other control characters");
            }
            if (message.text().indexOf('\0') >= 0) {
                return Receipt.rejected("the text has the character U+0000");
            }
            String name;
            ByteBuffer contents;
            try {
                name = name(message);
                contents = utf8(contents(message));
            } catch (CharacterCodingException e) {
                return Receipt.rejected("the message has half a character, which no text can hold");
            }
            try {
                write(directory.resolve(name), contents);
                return Receipt.delivered(name);
            } catch (IOException e) { // also when the thread is interrupted, which it stays
                return Receipt.retry(
                        "the directory cannot be written to: " + e.getClass().getSimpleName());
            }
        }

        private static boolean endsALine(int c) {
            return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
        }

        /** Of the length that every file system takes, and without letters that some would confuse. */
        private static String name(Message message) throws CharacterCodingException {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                ByteBuffer tenant = utf8(message.tenant());
                digest.update(ByteBuffer.allocate(4).putInt(0, tenant.remaining()));
                digest.update(tenant);
                digest.update(utf8(message.id()));
                return HexFormat.of().formatHex(digest.digest()) + ".eml";
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e); // every JDK has it
            }
        }

        private static String contents(Message message) {
            return "Date: "
                    + DateTimeFormatter.RFC_1123_DATE_TIME
                            .withLocale(Locale.ROOT)
                            .format(message.at().atOffset(ZoneOffset.UTC))
                    + "\nTo: " + message.address()
                    + "\nSubject: " + message.subject()
                    + "\nContent-Language: " + message.language().toLanguageTag()
                    + "\nMIME-Version: 1.0"
                    + "\nContent-Type: text/plain; charset=UTF-8"
                    + "\nContent-Transfer-Encoding: 8bit"
                    + "\n\n" + message.text();
        }

        private static ByteBuffer utf8(String text) throws CharacterCodingException {
            return StandardCharsets.UTF_8
                    .newEncoder()
                    .encode(CharBuffer.wrap(text)); // this one refuses, getBytes does not
        }

        private void write(Path file, ByteBuffer contents) throws IOException {
            if (!Files.isDirectory(directory)) {
                makeDirectory();
            }
            if (Files.exists(file)) {
                return;
            }
            Path part = directory.resolve(file.getFileName() + "." + UUID.randomUUID() + ".part");
            try {
                try (FileChannel out =
                        FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                    while (contents.hasRemaining()) {
                        out.write(contents);
                    }
                    out.force(true);
                }
                // Of two who write the same message at once, the later one writes the same once more.
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        }

        private void makeDirectory() throws IOException {
            try {
                Files.createDirectory(directory);
            } catch (IOException e) {
                if (!Files.isDirectory(directory)) { // another one may have made it meanwhile
                    throw e;
                }
            }
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
