package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.access.KeyRotation;
import io.crmkit.protection.KeyFile;
import io.crmkit.protection.TinkFieldKeys;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Keys of sensitive fields (ACC-11). */
@Command(
        name = "keys",
        subcommands = {
            KeysCommand.Make.class,
            KeysCommand.Status.class,
            KeysCommand.Add.class,
            KeysCommand.Promote.class,
            KeysCommand.Rotate.class,
            KeysCommand.Drop.class
        })
final class KeysCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    KeysCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static TinkFieldKeys changed(Desk desk, UnaryOperator<TinkFieldKeys> change) {
        try {
            return desk.requiredFieldKeys().change(change);
        } catch (UncheckedIOException e) {
            throw new Explained(Exit.USAGE, desk.texts().get("error.io", desk.described(e)));
        }
    }

    private static void known(Desk desk, String key) {
        Set<String> known = desk.requiredFieldKeys().known();
        if (!known.contains(key)) {
            throw desk.usage("error.no-such-key", key, String.join(", ", known));
        }
    }

    /** Makes a key file. */
    @Command(name = "new")
    static final class Make implements Callable<Integer> {

        private final Desk desk;

        @Parameters(paramLabel = "FILE", descriptionKey = "keys.file")
        private Path file = Path.of("");

        Make(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            TinkFieldKeys keys = TinkFieldKeys.generate();
            try {
                KeyFile.create(desk.path(file), keys);
            } catch (UncheckedIOException e) {
                throw new Explained(Exit.USAGE, desk.texts().get("error.io", desk.described(e)));
            }
            desk.answer(desk.texts().get("keys.made", file.toString(), keys.primary(), Desk.FIELD_KEYS));
            return Exit.FINE;
        }
    }

    /** Lists keys, and how much is sealed with each. */
    @Command(name = "status")
    static final class Status implements Callable<Integer> {

        private final Desk desk;

        Status(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                KeyRotation.Status status = desk.done(
                        desk.signIn(crm, Desk.ADMINISTRATOR).keyRotation().status());
                Set<String> keys = new TreeSet<>(status.known());
                keys.addAll(status.values().keySet());
                try (Sheet sheet = desk.sheet(desk.texts().get("keys.title"), columns())) {
                    keys.forEach(key -> sheet.row(Arrays.asList(
                            key,
                            desk.texts().get("keys.state." + state(status, key)),
                            status.values().getOrDefault(key, 0L))));
                }
            }
            return Exit.FINE;
        }

        private List<Sheet.Column> columns() {
            return List.of(
                    new Sheet.Column("key", desk.texts().get("column.keys.key"), Sheet.Kind.TEXT),
                    new Sheet.Column("state", desk.texts().get("column.keys.state"), Sheet.Kind.TEXT),
                    new Sheet.Column("values", desk.texts().get("column.keys.values"), Sheet.Kind.COUNT));
        }

        private static String state(KeyRotation.Status status, String key) {
            if (key.isEmpty()) {
                return "clear";
            }
            return key.equals(status.primary()) ? "primary" : status.known().contains(key) ? "known" : "missing";
        }
    }

    /** Adds a key that every node must know before it becomes the primary one. */
    @Command(name = "add")
    static final class Add implements Callable<Integer> {

        private final Desk desk;

        Add(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            TinkFieldKeys keys = changed(desk, TinkFieldKeys::added);
            desk.answer(desk.texts().get("keys.added", keys.newest()));
            return Exit.FINE;
        }
    }

    /** Makes a key the primary one. */
    @Command(name = "promote")
    static final class Promote implements Callable<Integer> {

        private final Desk desk;

        @Parameters(paramLabel = "KEY", descriptionKey = "keys.key")
        private String key = "";

        Promote(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            known(desk, key);
            changed(desk, keys -> keys.promoted(key));
            desk.answer(desk.texts().get("keys.promoted", key));
            return Exit.FINE;
        }
    }

    /** Seals everything with the primary key. */
    @Command(name = "rotate")
    static final class Rotate implements Callable<Integer> {

        private final Desk desk;

        @Option(names = "--new")
        private boolean fresh;

        Rotate(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            if (fresh) {
                changed(desk, keys -> {
                    TinkFieldKeys more = keys.added();
                    return more.promoted(more.newest());
                });
            }
            try (Crm crm = desk.open()) {
                KeyRotation.Report report = desk.done(
                        desk.signIn(crm, Desk.ADMINISTRATOR).keyRotation().run());
                desk.answer(desk.texts()
                        .get(
                                "keys.rotated",
                                report.key(),
                                report.rewritten().values().stream()
                                        .mapToLong(Long::longValue)
                                        .sum(),
                                report.read().values().stream()
                                        .mapToLong(Long::longValue)
                                        .sum()));
            }
            return Exit.FINE;
        }
    }

    /** Takes a key away that nothing is sealed with any more. */
    @Command(name = "drop")
    static final class Drop implements Callable<Integer> {

        private final Desk desk;

        @Parameters(paramLabel = "KEY", descriptionKey = "keys.key")
        private String key = "";

        Drop(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            known(desk, key);
            if (desk.requiredFieldKeys().primary().equals(key)) {
                throw desk.usage("error.primary-key", key);
            }
            try (Crm crm = desk.open()) {
                KeyRotation.Status status = desk.done(
                        desk.signIn(crm, Desk.ADMINISTRATOR).keyRotation().status());
                long needed = status.values().getOrDefault(key, 0L);
                if (needed > 0) {
                    throw new Explained(Exit.REFUSED, desk.texts().get("keys.needed", key, needed));
                }
            }
            changed(desk, keys -> keys.without(key));
            desk.answer(desk.texts().get("keys.dropped", key));
            return Exit.FINE;
        }
    }
}
