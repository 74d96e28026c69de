package io.crmkit.app;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code crm} with the options that stand before or after any subcommand. */
@Command(
        name = "crm",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = CrmCommand.BuiltVersion.class,
        subcommands = {
            DemoCommand.class,
            InitCommand.class,
            ImportCommand.class,
            ReportCommand.class,
            ShowCommand.class,
            GradesCommand.class,
            DuplicatesCommand.class,
            RemindersCommand.class,
            DeliverCommand.class,
            MessagesCommand.class,
            AccessCommand.class,
            FieldsCommand.class,
            CustomerCommand.class,
            DutiesCommand.class,
            SearchCommand.class,
            FollowUpCommand.class,
            DocumentCommand.class,
            ContactCommand.class,
            PoolCommand.class,
            CleanseCommand.class,
            BinCommand.class,
            TrialCommand.class,
            ApprovalCommand.class,
            UserCommand.class,
            HandoverCommand.class,
            TransferCommand.class,
            AuditCommand.class,
            KeysCommand.class,
            PersonCommand.class,
            PolicyCommand.class,
            SchemaCommand.class,
            PluginsCommand.class
        })
final class CrmCommand implements Runnable {

    static final String DEFAULT_STORE = "crm.db";

    /** How answers are written. */
    enum Format {
        TABLE,
        CSV,
        JSON
    }

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Option(names = "--store", paramLabel = "WHERE", scope = ScopeType.INHERIT)
    Optional<String> store = Optional.empty();

    @Option(names = "--store-parameter", paramLabel = "NAME=VALUE", scope = ScopeType.INHERIT)
    Map<String, String> storeParameters = new LinkedHashMap<>();

    @Option(names = "--user", paramLabel = "NAME", scope = ScopeType.INHERIT)
    Optional<String> databaseUser = Optional.empty();

    @Option(names = "--as", paramLabel = "LOGIN", scope = ScopeType.INHERIT)
    Optional<String> login = Optional.empty();

    @Option(names = "--lang", paramLabel = "zh|en", scope = ScopeType.INHERIT)
    Optional<String> language = Optional.empty();

    @Option(names = "--format", paramLabel = "table|csv|json", scope = ScopeType.INHERIT)
    Format format = Format.TABLE;

    @Option(names = "--at", paramLabel = "DATE", scope = ScopeType.INHERIT)
    Optional<LocalDate> today = Optional.empty();

    @Option(names = "--zone", paramLabel = "ZONE", scope = ScopeType.INHERIT)
    Optional<ZoneId> zone = Optional.empty();

    @Option(names = "--plugins", paramLabel = "DIR", scope = ScopeType.INHERIT)
    Optional<Path> plugins = Optional.empty();

    @Option(names = "--debug", scope = ScopeType.INHERIT)
    boolean debug;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    static final class BuiltVersion implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"crm " + Objects.requireNonNullElse(version, "(unpackaged)")};
        }
    }
}
