package io.crmkit.persistence.jdbc;

import io.crmkit.spi.storage.IndexKind;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Brings rows into a table by COPY, inside the transaction that is open: the server neither parses nor plans, and takes the rows as fast
 * as it can. A row that the table refuses ends the transaction with the same error as an INSERT. Values are written as the text
 * form says: a tabulator between columns, a line for each row, {@code \N} for a null.
 */
final class PostgresCopy {

    /** From so many rows on it is faster than a batch. */
    static final int FROM = 32;

    private static final int PORTION = 1 << 16;

    private PostgresCopy() {}

    static void into(Connection connection, Session.Write write, List<@Nullable Object[]> rows) throws SQLException {
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY " + write.into() + " FROM STDIN");
        try {
            ByteArrayOutputStream portion = new ByteArrayOutputStream(2 * PORTION);
            StringBuilder line = new StringBuilder();
            for (@Nullable Object[] row : rows) {
                line.setLength(0);
                for (int i = 0; i < row.length; i++) {
                    if (i > 0) {
                        line.append('\t');
                    }
                    append(line, write.kinds().get(i), row[i]);
                }
                portion.writeBytes(line.append('\n').toString().getBytes(StandardCharsets.UTF_8));
                if (portion.size() >= PORTION) {
                    send(copy, portion);
                }
            }
            send(copy, portion);
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private static void send(CopyIn copy, ByteArrayOutputStream portion) throws SQLException {
        copy.writeToCopy(portion.toByteArray(), 0, portion.size());
        portion.reset();
    }

    static void append(StringBuilder line, IndexKind kind, @Nullable Object value) {
        if (value == null) {
            line.append("\\N");
            return;
        }
        switch (kind) {
            case TEXT -> escape(line, (String) value);
            case DECIMAL -> line.append(((BigDecimal) value).toPlainString());
            case INSTANT -> line.append(Timestamps.write((Instant) value));
            case BOOLEAN -> line.append((Boolean) value ? 't' : 'f');
            case INTEGER, DATE -> line.append(value);
        }
    }

    private static void escape(StringBuilder line, String text) {
        int done = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            String instead = c == '\\' ? "\\\\" : c == '\n' ? "\\n" : c == '\r' ? "\\r" : c == '\t' ? "\\t" : null;
            if (instead != null) {
                line.append(text, done, i).append(instead);
                done = i + 1;
            }
        }
        line.append(text, done, text.length());
    }
}
