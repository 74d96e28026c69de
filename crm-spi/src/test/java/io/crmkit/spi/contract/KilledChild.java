package io.crmkit.spi.contract;

import io.crmkit.spi.Parameters;
import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.StorageProvider;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The second JVM of the clause about {@code kill -9}: commits sets of three records without end and says the number of
 * each when its commit has returned. Reads provider class, location and parameters from its standard input, in Base64,
 * because parameters may be secrets and a command line is public.
 */
final class KilledChild {

    private KilledChild() {}

    public static void main(String[] args) throws IOException, ReflectiveOperationException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        String providerClass = decode(in.readLine());
        String location = decode(in.readLine());
        Map<String, String> parameters = new TreeMap<>();
        for (String name = in.readLine(); name != null && !name.isEmpty(); name = in.readLine()) {
            parameters.put(decode(name), decode(in.readLine()));
        }
        StorageProvider provider = Class.forName(providerClass)
                .asSubclass(StorageProvider.class)
                .getDeclaredConstructor()
                .newInstance();
        FileOutputStream out = new FileOutputStream(FileDescriptor.out);
        try (RecordStore store = provider.open(location, Parameters.of(parameters))) {
            store.prepare(Bench.types(store.profile()));
            for (int i = 0; ; i++) {
                ChangeSet set = set(i);
                Bench.committed(Bench.retrying(() -> store.commit(set)));
                out.write((i + "\n").getBytes(StandardCharsets.US_ASCII)); // one write: a number is never cut short
            }
        }
    }

    static ChangeSet set(int number) {
        return new ChangeSet(
                Bench.TENANT,
                "kill-" + number,
                List.of(
                        Bench.insert(Bench.deal("k" + number), Bench.body("x".repeat(500), "name", "k")),
                        Bench.insert(Bench.event("k" + number), Bench.body("x", "kind", "k")),
                        Bench.insert(Bench.plain("k" + number), Bench.body("x", "name", "k"))));
    }

    /** What to write to the child's standard input. */
    static String input(StorageProvider provider, String location, Parameters parameters) {
        StringBuilder text = new StringBuilder();
        text.append(encode(provider.getClass().getName())).append('\n');
        text.append(encode(location)).append('\n');
        parameters
                .asMap()
                .forEach((name, value) -> text.append(encode(name))
                        .append('\n')
                        .append(encode(value))
                        .append('\n'));
        return text.append('\n').toString();
    }

    private static String encode(String text) {
        return "=" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String line) {
        return new String(Base64.getDecoder().decode(line.substring(1)), StandardCharsets.UTF_8);
    }
}
