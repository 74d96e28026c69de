package io.crmkit.app;

import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The {@code crm} command. */
@Command(
        name = "crm",
        description = "CRM Kit's reference application.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.BuiltVersion.class)
public final class Main implements Runnable {

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }

    static final class BuiltVersion implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"crm " + Objects.requireNonNullElse(version, "(unpackaged)")};
        }
    }
}
