package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.exchange.ImportOptions;
import io.crmkit.exchange.ImportOptions.Mode;
import io.crmkit.exchange.ImportProgress;
import io.crmkit.exchange.ImportReport;
import io.crmkit.exchange.Mapping;
import io.crmkit.insight.Reports;
import io.crmkit.shared.Outcome;
import io.crmkit.spi.storage.RecordStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Imports files as a mapping says (CUS-16), or the sample that ships with the command. */
@Command(name = "import")
final class ImportCommand implements Callable<Integer> {

    private final Desk desk;

    @Parameters(arity = "0..1", paramLabel = "DIR", descriptionKey = "import.dir")
    private Optional<Path> directory = Optional.empty();

    @Option(names = "--mapping", paramLabel = "FILE")
    private Optional<Path> mapping = Optional.empty();

    @Option(names = "--sample")
    private boolean sample;

    @Option(names = "--dry-run")
    private boolean dryRun;

    @Option(names = "--preview")
    private boolean preview;

    @Option(names = "--all-or-nothing")
    private boolean whole;

    @Option(names = "--duplicates", paramLabel = "warn|refuse|ignore")
    private ImportOptions.Duplicates duplicates = ImportOptions.Duplicates.WARN;

    @Option(names = "--errors", paramLabel = "DIR")
    private Optional<Path> errors = Optional.empty();

    @Option(names = "--no-progress")
    private boolean noProgress;

    @Option(names = "--report", arity = "0..1", fallbackValue = "funnel", paramLabel = "NAME")
    private Optional<String> report = Optional.empty();

    ImportCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() {
        Optional<Reports.Name> wanted = report.map(name -> ReportCommand.named(desk, name));
        if (preview && (dryRun || whole)) {
            throw desk.usage("error.import-preview");
        }
        if (sample == (mapping.isPresent() || directory.isPresent())
                || (!sample && (mapping.isEmpty() || directory.isEmpty()))) {
            throw desk.usage("error.import-what");
        }
        if (sample) {
            try (Sample files = Sample.unpack()) {
                return run(files.mapping(), files.directory(), wanted);
            }
        }
        return run(desk.document(mapping.orElseThrow()), desk.path(directory.orElseThrow()), wanted);
    }

    private int run(String text, Path files, Optional<Reports.Name> wanted) {
        Outcome<Mapping> parsed = Mapping.parse(text);
        Mapping rules = parsed.toOptional().orElseThrow(() -> new Explained(Exit.USAGE, desk.told(parsed.refusals())));
        try (Crm crm = dryRun ? copy() : desk.openOrMake()) {
            if (desk.setUpIfNeeded(crm) && !dryRun) {
                desk.say("init.done", desk.location().shown(), Desk.ADMINISTRATOR, Desk.DIRECTOR);
            }
            int exit = load(crm, rules, files);
            if (wanted.isPresent() && exit != Exit.USAGE) {
                ReportCommand.print(desk, desk.done(crm.trySignIn(Desk.DIRECTOR)), wanted.get());
            }
            if (dryRun) {
                desk.say("import.dry-run", desk.location().shown());
            }
            return exit;
        }
    }

    /** {@return a copy in memory of what the store holds; nothing, when there is no store} */
    private Crm copy() {
        if (desk.storeIsMissing()) {
            return desk.builder().store("memory:").open();
        }
        try (RecordStore original = desk.openPlain()) {
            return desk.builder()
                    .store(Copies.inMemory(original, Crm.recordTypes()))
                    .open();
        }
    }

    private int load(Crm crm, Mapping rules, Path files) {
        CrmSession session = desk.signIn(crm, Desk.ADMINISTRATOR);
        ImportOptions options = ImportOptions.standard()
                .errorsTo(errorDirectory(), desk.language())
                .in(preview ? Mode.PREVIEW : whole ? Mode.ALL_OR_NOTHING : Mode.SKIP_BAD)
                .forDuplicates(duplicates);
        @Nullable
        ProgressBar bar = noProgress || !desk.world().terminal()
                ? null
                : new ProgressBar(desk.world().err(), desk.texts());
        Outcome<ImportReport> outcome;
        try {
            outcome = session.importer().run(rules, files, options, bar == null ? ImportProgress.NONE : bar);
        } finally {
            if (bar != null) {
                bar.end();
            }
        }
        if (!(outcome instanceof Outcome.Done<ImportReport> done)) {
            throw new Explained(
                    Exit.USAGE,
                    desk.told(outcome.refusals()) + "\n" + desk.texts().get("import.nothing"));
        }
        print(done.value());
        done.warnings().forEach(warning -> desk.error(desk.told(warning)));
        done.value().errorFiles().forEach(file -> desk.say("import.error-file", file));
        switch (done.value().result()) {
            case LOADED -> {}
            case PREVIEWED -> desk.say("import.previewed");
            case NOTHING, TAKEN_BACK -> desk.error(desk.texts().get("import.nothing-loaded"));
        }
        return done.value().refused() > 0 ? Exit.REFUSED : Exit.FINE;
    }

    /** {@return where error files go: where the user said, or a directory that is not there yet} */
    private Path errorDirectory() {
        if (errors.isPresent()) {
            return desk.path(errors.get());
        }
        return Stream.iterate(1, n -> n + 1)
                .map(n -> desk.path(Path.of(n == 1 ? "import-errors" : "import-errors-" + n)))
                .filter(path -> !Files.exists(path))
                .findFirst()
                .orElseThrow();
    }

    private void print(ImportReport report) {
        Texts texts = desk.texts();
        List<Sheet.Column> columns = Stream.of(
                        "file",
                        "entity",
                        "read",
                        "new",
                        "unchanged",
                        "different",
                        "refused",
                        "passed-over",
                        "corrected")
                .map(key -> new Sheet.Column(
                        key.replace('-', '_'),
                        texts.get("column.import." + key),
                        key.equals("file") || key.equals("entity") ? Sheet.Kind.TEXT : Sheet.Kind.COUNT))
                .toList();
        try (Sheet sheet =
                desk.sheet(texts.get(dryRun || preview ? "import.title.dry-run" : "import.title"), columns)) {
            for (ImportReport.Step step : report.steps()) {
                sheet.row(Arrays.asList(
                        step.file(),
                        step.entity(),
                        step.read(),
                        step.created(),
                        step.unchanged(),
                        step.different(),
                        step.refused(),
                        step.passedOver() + step.repeated() + step.incomplete(),
                        step.corrected()));
            }
            sheet.note(texts.get("import.total", report.created(), report.refused()));
            for (ImportReport.Step step : report.steps()) {
                step.refusals()
                        .forEach(group ->
                                sheet.note(texts.get("import.refused", step.file(), group.summary(desk.language()))));
                step.remarks()
                        .forEach(group ->
                                sheet.note(texts.get("import.remark", step.file(), group.summary(desk.language()))));
            }
        }
    }
}
