package io.crmkit.spi.storage;

import io.crmkit.spi.PublicApi;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Page tokens for stores that page by key: the sort values and the id of the last record of a page, bound to tenant,
 * type, order, scope and filter. They are neither secret nor sealed; the core seals them before it hands them out.
 */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public final class PageTokens {

    private static final byte FORMAT = 2;
    private static final int HEAD = 1 + Long.BYTES;

    private PageTokens() {}

    /**
     * Where a page ended.
     *
     * @param sortValues the values of the order's keys in the last record, null where it has none
     * @param id the last record's id
     */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    public record Position(List<@Nullable Object> sortValues, String id) {
        /** Copies the values; they may be null. */
        public Position {
            sortValues = Collections.unmodifiableList(new ArrayList<>(sortValues));
        }
    }

    /**
     * Writes a token.
     *
     * @param query the query that the page answered
     * @param position where it ended
     * @return the token: letters, digits, {@code -} and {@code _}
     */
    public static String write(Query query, Position position) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(position.id());
            out.writeByte(position.sortValues().size());
            for (Object value : position.sortValues()) {
                writeValue(out, value);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] body = bytes.toByteArray();
        ByteBuffer token = ByteBuffer.allocate(HEAD + body.length)
                .put(FORMAT)
                .putLong(seal(query, body))
                .put(body);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token.array());
    }

    /**
     * Reads a token.
     *
     * @param query the query that brings it
     * @param type the record type
     * @return where to go on, or null at the beginning
     * @throws StorageException PAGE_TOKEN when it is damaged or belongs to another query
     */
    public static @Nullable Position read(Query query, RecordType type) {
        String token = query.pageToken();
        if (token == null) {
            return null;
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
            if (bytes.remaining() < HEAD || bytes.get() != FORMAT) {
                throw wrong(null);
            }
            long seal = bytes.getLong();
            byte[] body = new byte[bytes.remaining()];
            bytes.get(body);
            if (seal != seal(query, body)) {
                throw wrong(null);
            }
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(body));
            String id = in.readUTF();
            StorageChecks.id("id", id);
            int count = in.readByte();
            List<OrderSpec.Key> keys = query.order() == null
                    ? List.of()
                    : type.order(query.order()).orElseThrow(() -> wrong(null)).keys();
            if (count != keys.size()) {
                throw wrong(null);
            }
            List<@Nullable Object> values = new ArrayList<>();
            for (OrderSpec.Key key : keys) {
                Object value = readValue(in);
                if (value != null) {
                    StorageChecks.value(type, type.index(key.index()).orElseThrow(), value);
                }
                values.add(value);
            }
            if (in.read() != -1) {
                throw wrong(null);
            }
            return new Position(values, id);
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw wrong(e);
        }
    }

    private static StorageException wrong(@Nullable Exception cause) {
        return new StorageException(
                StorageException.Kind.PAGE_TOKEN,
                "the page token is damaged or belongs to another query; begin again at the first page",
                cause);
    }

    /** Binds the position to the query, so that a token which is cut short or another query's is noticed. */
    private static long seal(Query query, byte[] body) {
        long hash = mix(text(query.tenant()), text(query.type()));
        hash = mix(hash, query.order() == null ? 0 : text(query.order()));
        hash = mix(hash, query.scope() instanceof Scope.Tokens scope ? set(scope.tokens()) : 1);
        hash = mix(hash, filter(query.filter()));
        return mix(hash, text(new String(body, StandardCharsets.ISO_8859_1)));
    }

    /** Hash codes of records will not do: Equal and Prefix, And and Or of the same parts have the same. */
    private static long filter(Filter filter) {
        if (filter instanceof Filter.And f) {
            return parts(2, f.parts());
        } else if (filter instanceof Filter.Or f) {
            return parts(3, f.parts());
        } else if (filter instanceof Filter.Not f) {
            return mix(4, filter(f.part()));
        } else if (filter instanceof Filter.In f) {
            return mix(mix(5, text(f.index())), set(f.values()));
        } else if (filter instanceof Filter.AnyOf f) {
            return mix(mix(6, text(f.index())), set(f.values()));
        }
        return text(filter.toString());
    }

    private static long parts(long hash, List<Filter> parts) {
        long result = hash;
        for (Filter part : parts) {
            result = mix(result, filter(part));
        }
        return result;
    }

    /** Sets have no order of their own, not even from one start of the JVM to the next. */
    private static long set(Set<?> values) {
        long sum = values.size();
        for (Object value : values) {
            sum += mix(7, text(value.toString()));
        }
        return sum;
    }

    private static long text(String text) {
        long hash = text.length();
        for (int i = 0; i < text.length(); i++) {
            hash = hash * 0x100000001B3L + text.charAt(i);
        }
        return hash;
    }

    private static long mix(long a, long b) {
        long hash = (a * 31 + b) * 0x9E3779B97F4A7C15L;
        hash = (hash ^ (hash >>> 32)) * 0xD6E8FEB86659FD93L;
        return hash ^ (hash >>> 32);
    }

    private static void writeValue(DataOutputStream out, @Nullable Object value) throws IOException {
        if (value == null) {
            out.writeByte(0);
        } else if (value instanceof String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            out.writeByte(1);
            out.writeShort(utf8.length);
            out.write(utf8);
        } else if (value instanceof Long number) {
            out.writeByte(2);
            out.writeLong(number);
        } else if (value instanceof BigDecimal decimal) {
            out.writeByte(3);
            out.writeByte(decimal.scale());
            out.writeLong(decimal.unscaledValue().longValueExact());
        } else if (value instanceof LocalDate date) {
            out.writeByte(4);
            out.writeLong(date.toEpochDay());
        } else if (value instanceof Instant instant) {
            out.writeByte(5);
            out.writeLong(instant.getEpochSecond());
            out.writeInt(instant.getNano());
        } else if (value instanceof Boolean bool) {
            out.writeByte(6);
            out.writeBoolean(bool);
        } else {
            throw new IllegalArgumentException("no index value: " + value.getClass());
        }
    }

    private static @Nullable Object readValue(DataInputStream in) throws IOException {
        return switch (in.readByte()) {
            case 0 -> null;
            case 1 -> new String(in.readNBytes(in.readUnsignedShort()), StandardCharsets.UTF_8);
            case 2 -> in.readLong();
            case 3 -> {
                int scale = in.readByte();
                yield new BigDecimal(BigInteger.valueOf(in.readLong()), scale);
            }
            case 4 -> LocalDate.ofEpochDay(in.readLong());
            case 5 -> Instant.ofEpochSecond(in.readLong(), in.readInt());
            case 6 -> in.readBoolean();
            default -> throw wrong(null);
        };
    }
}
