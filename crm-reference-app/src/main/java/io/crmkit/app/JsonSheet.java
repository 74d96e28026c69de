package io.crmkit.app;

import io.crmkit.shared.Label;
import io.crmkit.shared.Money;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes one JSON object: title, columns, rows as objects by the columns' keys, and notes. */
final class JsonSheet implements Sheet {

    private static final JsonMapper MAPPER =
            JsonMapper.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    private final PrintWriter buffer;
    private final JsonGenerator json;
    private final Locale language;
    private final List<Column> columns;
    private final List<String> notes = new ArrayList<>();

    JsonSheet(PrintStream out, Locale language, String title, List<Column> columns) {
        this.buffer = new PrintWriter(out, false, StandardCharsets.UTF_8);
        this.language = language;
        this.columns = List.copyOf(columns);
        json = MAPPER.writerWithDefaultPrettyPrinter().createGenerator(buffer);
        json.writeStartObject();
        json.writeStringProperty("title", title);
        json.writeArrayPropertyStart("columns");
        for (Column column : columns) {
            json.writeStartObject();
            json.writeStringProperty("key", column.key());
            json.writeStringProperty("label", column.heading());
            json.writeStringProperty("type", column.kind().name().toLowerCase(Locale.ROOT));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("rows");
    }

    @Override
    public void row(List<@Nullable Object> cells) {
        json.writeStartObject();
        for (int i = 0; i < cells.size(); i++) {
            json.writeName(columns.get(i).key());
            write(cells.get(i));
        }
        json.writeEndObject();
    }

    private void write(@Nullable Object cell) {
        if (cell == null) {
            json.writeNull();
        } else if (cell instanceof Money money) {
            json.writeStartObject();
            json.writeNumberProperty("amount", new BigDecimal(money.amount().toPlainString()));
            json.writeStringProperty("currency", money.currency());
            json.writeEndObject();
        } else if (cell instanceof BigDecimal number) {
            json.writeNumber(number);
        } else if (cell instanceof Long number) {
            json.writeNumber(number);
        } else if (cell instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else {
            json.writeString(cell instanceof Label label ? label.in(language) : cell.toString());
        }
    }

    @Override
    public void note(String text) {
        notes.add(text);
    }

    @Override
    public void close() {
        json.writeEndArray();
        json.writeArrayPropertyStart("notes");
        notes.forEach(json::writeString);
        json.writeEndArray();
        json.writeEndObject();
        json.close();
        buffer.print("\n");
        buffer.flush();
    }
}
