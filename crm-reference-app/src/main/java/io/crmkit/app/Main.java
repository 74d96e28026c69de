package io.crmkit.app;

import io.crmkit.spi.PluginException;
import io.crmkit.spi.storage.StorageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Starts the {@code crm} command. */
public final class Main {

    /** What the values of a type must look like. */
    private static final Map<Class<?>, String> FORMS = Map.ofEntries(
            Map.entry(LocalDate.class, "error.form.date"),
            Map.entry(LocalDateTime.class, "error.form.date-time"),
            Map.entry(LocalTime.class, "error.form.time"),
            Map.entry(Instant.class, "error.form.instant"),
            Map.entry(ZoneId.class, "error.form.zone"),
            Map.entry(int.class, "error.form.whole"),
            Map.entry(Integer.class, "error.form.whole"),
            Map.entry(long.class, "error.form.whole"),
            Map.entry(Long.class, "error.form.whole"),
            Map.entry(double.class, "error.form.number"),
            Map.entry(Double.class, "error.form.number"),
            Map.entry(BigDecimal.class, "error.form.number"));

    private Main() {}

    /**
     * Runs the command and ends the process with its exit code.
     *
     * @param args the arguments
     */
    public static void main(String[] args) {
        System.exit(run(World.system(), args));
    }

    /** {@return the exit code} */
    static int run(World world, String... args) {
        CrmCommand options = new CrmCommand();
        Desk desk = new Desk(world, options, Texts.in(language(world, args)));
        CommandLine line = line(desk);
        try {
            return line.execute(args);
        } finally {
            desk.close();
            world.out().flush();
            world.err().flush();
        }
    }

    /** {@return the command line, with all its words} */
    static CommandLine line(Desk desk) {
        CommandLine line = new CommandLine(desk.options(), new Commands(desk))
                .setCaseInsensitiveEnumValuesAllowed(true)
                // Such as --as demo: a login, a report or a file may be called as a subcommand is.
                .setAllowSubcommandsAsOptionParameters(true)
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(100)
                .setOut(new PrintWriter(desk.world().out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(desk.world().err(), true, StandardCharsets.UTF_8))
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                .setParameterExceptionHandler((e, arguments) -> usage(desk, e))
                .setExecutionExceptionHandler((e, command, parsed) -> failure(desk, e));
        line.setResourceBundle(desk.texts().bundle());
        line.setExecutionStrategy(parsed -> {
            desk.options()
                    .language
                    .filter(l -> !l.equals("zh") && !l.equals("en"))
                    .ifPresent(l -> {
                        throw new ParameterException(
                                parsed.commandSpec().commandLine(), desk.texts().get("error.language", l));
                    });
            return new CommandLine.RunLast().execute(parsed);
        });
        return line;
    }

    /** Usage texts are needed before the arguments are read; so this one is looked for by hand. */
    private static Locale language(World world, String... args) {
        for (int i = 0; i < args.length; i++) {
            if (args[i].startsWith("--lang=")) {
                return Locale.forLanguageTag(args[i].substring("--lang=".length()));
            }
            if (args[i].equals("--lang") && i + 1 < args.length) {
                return Locale.forLanguageTag(args[i + 1]);
            }
        }
        return world.locale();
    }

    private static int usage(Desk desk, ParameterException e) {
        String message = String.valueOf(e.getMessage());
        String form = e.getArgSpec() == null || e.getValue() == null ? null : form(desk, e.getArgSpec());
        if (e instanceof UnmatchedArgumentException unmatched) {
            List<String> known =
                    new ArrayList<>(unmatched.getCommandLine().getSubcommands().keySet());
            unmatched.getCommandLine().getCommandSpec().options().forEach(o -> known.add(o.longestName()));
            String given = unmatched.getUnmatched().get(0);
            message = desk.texts().get("error.unmatched", given) + desk.texts().near(given, known);
        } else if (form != null) {
            message = desk.texts().get("error.value", called(e.getArgSpec()), e.getValue(), form);
        } else if (e instanceof MissingParameterException missing) {
            message = desk.texts()
                    .get(
                            "error.missing",
                            missing.getMissing().stream().map(Main::called).collect(Collectors.joining(", ")));
        } else {
            message = desk.texts().get("error.usage", message);
        }
        desk.error(message);
        desk.error(desk.texts()
                .get("error.see-help", e.getCommandLine().getCommandSpec().qualifiedName()));
        debug(desk, e);
        return Exit.USAGE;
    }

    private static String called(ArgSpec arg) {
        return arg instanceof OptionSpec option ? option.longestName() : arg.paramLabel();
    }

    /** {@return what a value must look like, in words; null where any text will do} */
    private static @Nullable String form(Desk desk, ArgSpec arg) {
        Class<?> type = arg.auxiliaryTypes()[arg.auxiliaryTypes().length - 1];
        Texts texts = desk.texts();
        if (type.isEnum()) {
            return texts.get(
                    "error.form.enum",
                    Arrays.stream(type.getEnumConstants())
                            .map(each -> ((Enum<?>) each).name().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", ")));
        }
        String form = FORMS.get(type);
        return form == null ? null : texts.get(form);
    }

    private static int failure(Desk desk, Exception e) {
        if (e instanceof BrokenPipe) {
            return Exit.FINE;
        }
        if (e instanceof Explained explained) {
            String text = String.valueOf(explained.getMessage());
            text.lines().forEach(desk::error);
            return explained.exitCode();
        }
        Texts texts = desk.texts();
        if (e instanceof StorageException trouble) {
            desk.error(texts.get("error.storage", String.valueOf(trouble.getMessage())));
            desk.error(texts.get("error.storage." + trouble.kind().name().toLowerCase(Locale.ROOT)));
        } else if (e instanceof PluginException) {
            desk.error(texts.get("error.plugin", String.valueOf(e.getMessage())));
            desk.error(texts.get("error.plugin.advice"));
        } else if (e instanceof UncheckedIOException || e instanceof IOException) {
            desk.error(texts.get("error.io", desk.described(e)));
        } else if (e instanceof IllegalArgumentException) {
            desk.error(texts.get("error.argument", String.valueOf(e.getMessage())));
        } else {
            desk.error(texts.get("error.unexpected", e.toString()));
        }
        debug(desk, e);
        return Exit.TROUBLE;
    }

    private static void debug(Desk desk, Exception e) {
        if (desk.options().debug) {
            e.printStackTrace(desk.world().err());
        }
    }

    /** Makes the subcommands, each at the same desk. */
    private record Commands(Desk desk) implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            for (var constructor : type.getDeclaredConstructors()) {
                if (constructor.getParameterCount() == 1 && constructor.getParameterTypes()[0] == Desk.class) {
                    return type.cast(constructor.newInstance(desk));
                }
            }
            return CommandLine.defaultFactory().create(type);
        }
    }
}
