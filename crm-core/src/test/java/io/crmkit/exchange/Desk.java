package io.crmkit.exchange;

import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A directory with files, and shelves to import them to. */
final class Desk {

    final Path directory;
    final Shelf goods = new Shelf(
            "goods",
            3,
            Shelf.field("name", ImportField.Type.TEXT).asRequired(),
            Shelf.field("note", ImportField.Type.TEXT),
            Shelf.field("pieces", ImportField.Type.INTEGER),
            Shelf.field("weight", ImportField.Type.DECIMAL),
            Shelf.field("price", ImportField.Type.MONEY),
            Shelf.field("since", ImportField.Type.DATE),
            Shelf.field("sold", ImportField.Type.BOOLEAN),
            Shelf.choice("branch", ImportField.Type.CHOICE, "technology", "retail", "after-sales"),
            Shelf.choice("land", ImportField.Type.OPEN_CHOICE, "Philippines", "Panama"),
            Shelf.field("parent", ImportField.Type.REFERENCE));

    Desk(Path directory) {
        this.directory = directory;
        goods.referring("parent", goods);
    }

    Desk file(String name, String text) {
        return file(name, text, StandardCharsets.UTF_8);
    }

    Desk file(String name, String text, Charset charset) {
        return file(name, text.getBytes(charset));
    }

    Desk file(String name, byte[] bytes) {
        try {
            Files.createDirectories(directory);
            Files.write(directory.resolve(name), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    Outcome<ImportReport> run(String mapping) {
        return run(mapping, ImportOptions.standard());
    }

    Outcome<ImportReport> run(String mapping, ImportOptions options) {
        return new Importer(List.of(goods))
                .run(Mapping.parse(mapping).orElseThrow(), directory, options, ImportProgress.NONE);
    }

    /** Imports with error files; the directory is {@code errors}. */
    Outcome<ImportReport> run(String mapping, Path errors) {
        return run(mapping, ImportOptions.standard().errorsTo(errors, Locale.ENGLISH));
    }

    /** A mapping of one step that reads {@code goods.csv} by its column {@code id}. */
    static String goods(String more) {
        return "source: test\ncurrency: CNY\nsteps:\n  - file: goods.csv\n    entity: goods\n    id: id\n"
                + more.indent(4);
    }

    static List<String> messages(Outcome<?> outcome) {
        return outcome.refusals().stream().map(r -> r.message(Locale.ENGLISH)).toList();
    }

    static List<String> codes(Outcome<?> outcome) {
        return outcome.refusals().stream().map(Refusal::code).toList();
    }
}
