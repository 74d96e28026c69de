package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.policy.PolicyVersion;
import io.crmkit.shared.Outcome;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Policy documents (POL-01). */
@Command(
        name = "policy",
        subcommands = {PolicyCommand.Check.class, PolicyCommand.Show.class, PolicyCommand.Publish.class})
final class PolicyCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    PolicyCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** Reads a document without a store. */
    @Command(name = "check")
    static final class Check implements Callable<Integer> {

        private final Desk desk;

        @Parameters(paramLabel = "FILE", descriptionKey = "policy.file")
        private Path file = Path.of("");

        Check(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            desk.done(Crm.checkPolicy(desk.document(file)));
            desk.answer(desk.texts().get("policy.valid", file));
            return Exit.FINE;
        }
    }

    /** Prints the document in force. */
    @Command(name = "show")
    static final class Show implements Callable<Integer> {

        private final Desk desk;

        @Option(names = "--shipped")
        private boolean shipped;

        Show(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            if (!shipped) {
                try (Crm crm = desk.open()) {
                    Outcome<Optional<PolicyVersion>> inForce =
                            desk.signIn(crm, Desk.ADMINISTRATOR).policies().inForce();
                    Optional<PolicyVersion> version = desk.done(inForce);
                    if (version.isPresent()) {
                        desk.say(
                                "policy.in-force",
                                version.get().number(),
                                version.get().reason());
                        version.get().document().lines().forEach(desk::answer);
                        return Exit.FINE;
                    }
                }
                desk.say("policy.shipped-in-force");
            }
            desk.builder().shippedPolicy().lines().forEach(desk::answer);
            return Exit.FINE;
        }
    }

    /** Puts a document in force. */
    @Command(name = "publish")
    static final class Publish implements Callable<Integer> {

        private final Desk desk;

        @Parameters(paramLabel = "FILE", descriptionKey = "policy.file")
        private Path file = Path.of("");

        @Option(names = "--reason", required = true, paramLabel = "TEXT")
        private String reason = "";

        Publish(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            String document = desk.document(file);
            try (Crm crm = desk.open()) {
                PolicyVersion version = desk.done(
                        desk.signIn(crm, Desk.ADMINISTRATOR).policies().publish(document, reason));
                desk.answer(desk.texts().get("policy.published", version.number()));
            }
            return Exit.FINE;
        }
    }
}
