package io.crmkit.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.app.Shell.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code -Dcrmkit.kill.rounds=20} kills more often, {@code -Dcrmkit.kill.seed} at the moments of an earlier run. */
@Tag("kill")
class KilledImportTest {

    private static final int ROUNDS = Integer.getInteger("crmkit.kill.rounds", 2);
    private static final long SEED = Long.getLong("crmkit.kill.seed", System.nanoTime());

    @TempDir
    Path directory;

    private Process importing(Path where) throws IOException {
        Files.createDirectories(where);
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1", // it does not live long
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "--lang=en",
                        "--at=2026-11-01", // the shell's day: the first users are trained on it, whichever process
                        // makes them
                        "import",
                        "--mapping",
                        PublicData.mapping("crm-sales.yaml").toString(),
                        PublicData.directory("crm-sales").toString())
                .directory(where.toFile())
                .redirectErrorStream(true)
                .redirectOutput(where.resolve("import.log").toFile())
                .start();
    }

    private static List<String> business(Shell shell) {
        return CrmSalesStory.KINDS.stream()
                .map(kind ->
                        shell.crm("show", kind, "--no-ids", "--format", "csv").out())
                .toList();
    }

    @Test
    @DisplayName("CUS-16 an import that is killed at a random moment and run again ends as if it had not been killed")
    void killed_and_run_again() throws Exception {
        Random random = new Random(SEED);
        Path calm = directory.resolve("calm");
        long began = System.nanoTime();
        Process whole = importing(calm);
        assertThat(whole.waitFor(5, TimeUnit.MINUTES)).isTrue();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        assertThat(whole.exitValue())
                .as(Files.readString(calm.resolve("import.log")))
                .isZero();
        List<String> expected = business(new Shell(calm));

        int killed = 0;
        for (int round = 1; round <= ROUNDS; round++) {
            Path where = directory.resolve("round" + round);
            Process process = importing(where);
            long moment = 300 + (long) (random.nextDouble() * (millis - 300));
            if (!process.waitFor(moment, TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                killed++;
            }
            String what = "round " + round + ", killed after " + moment + " ms, crmkit.kill.seed=" + SEED;
            Shell shell = new Shell(where);
            Answer again = shell.crm(
                    "import",
                    "--mapping",
                    PublicData.mapping("crm-sales.yaml").toString(),
                    PublicData.directory("crm-sales").toString());
            assertThat(again.exit()).as(what + "\n" + again).isZero();
            assertThat(business(shell)).as(what).isEqualTo(expected);
            assertThat(shell.crm("audit", "verify").exit()).as(what).isZero();
        }
        assertThat(killed)
                .as("imports that were still running when they were killed")
                .isPositive();
    }
}
