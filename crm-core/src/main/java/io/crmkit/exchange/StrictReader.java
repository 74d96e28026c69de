package io.crmkit.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Decodes a file and refuses what its charset does not allow, naming line and byte, where the JDK's readers put a question
 * mark. A byte order mark is passed over. Not safe for use by many threads.
 */
final class StrictReader extends Reader {

    private static final int SIZE = 1 << 16;

    private final String file;
    private final InputStream in;
    private final Charset charset;
    private final CharsetDecoder decoder;
    private final ByteBuffer bytes = ByteBuffer.allocate(SIZE).flip();
    private final CharBuffer chars = CharBuffer.allocate(SIZE).flip();
    private long before;
    private long line = 1;
    private boolean afterReturn;
    private boolean started;
    private boolean marked;
    private boolean atEnd;
    private boolean done;

    StrictReader(String file, InputStream in, Charset charset) {
        this.file = file;
        this.in = in;
        this.charset = charset;
        this.decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    /** {@return whether the file began with a byte order mark} */
    boolean marked() {
        return marked;
    }

    /** {@return how many bytes were decoded} */
    long position() {
        return before + bytes.position();
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        while (!chars.hasRemaining()) {
            if (!fill()) {
                return -1;
            }
        }
        int count = Math.min(length, chars.remaining());
        chars.get(target, offset, count);
        return count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private boolean fill() throws IOException {
        chars.clear();
        while (!done && chars.position() == 0) {
            CoderResult result = decoder.decode(bytes, chars, atEnd);
            if (result.isError()) {
                countLines();
                throw refuse("exchange.file-charset", position() + 1, charset.name());
            }
            if (result.isUnderflow()) {
                if (atEnd) {
                    decoder.flush(chars);
                    done = true;
                } else {
                    fetch();
                }
            }
        }
        countLines();
        if (!started && chars.hasRemaining()) {
            started = true;
            marked = chars.get(0) == '\uFEFF';
            chars.position(marked ? 1 : 0);
        }
        return chars.hasRemaining() || !done;
    }

    private void fetch() throws IOException {
        before += bytes.position();
        bytes.compact();
        int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
        if (count < 0) {
            atEnd = true;
        } else {
            bytes.position(bytes.position() + count);
        }
        bytes.flip();
        if (before == 0) {
            refuseForeignMark();
        }
    }

    /** The mark of UTF-8 tells more about a file than its mapping does. */
    private void refuseForeignMark() {
        if (bytes.remaining() >= 3
                && bytes.get(0) == (byte) 0xEF
                && bytes.get(1) == (byte) 0xBB
                && bytes.get(2) == (byte) 0xBF
                && !charset.equals(StandardCharsets.UTF_8)) {
            throw refuse("exchange.file-charset", 1, charset.name());
        }
    }

    private void countLines() {
        chars.flip();
        for (int i = 0; i < chars.limit(); i++) {
            char c = chars.get(i);
            if ((c == '\n' && !afterReturn) || c == '\r') {
                line++;
            } else if (c == 0) {
                throw refuse("exchange.file-binary");
            }
            afterReturn = c == '\r';
        }
    }

    private FileProblem refuse(String code, Object... more) {
        Object[] args = new Object[more.length + 2];
        args[0] = file;
        args[1] = line;
        System.arraycopy(more, 0, args, 2, more.length);
        return new FileProblem(MappingReader.refusal(code, args).onField(file));
    }
}
