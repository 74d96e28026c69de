package io.crmkit.exchange;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * One part of a workbook, read as XML by the parser that fastexcel uses. Everything that a hostile file could let grow has a bound: what
 * is unpacked, in proportion to what was packed; the distance between two tags, and with it texts and attributes; the depth.
 * Document types are refused, so nothing outside of the part is ever read.
 */
final class XlsxPart implements Closeable {

    private static final long FREE = 100L << 20;
    private static final long MOST_RATIO = 250;
    private static final int DEEPEST = 64;

    private final XlsxProblems problems;
    private final Guarded in;
    private final XMLStreamReader reader;
    private int depth;

    XlsxPart(XlsxProblems problems, ZipFile zip, ZipEntry entry, long longest) throws IOException {
        this.problems = problems;
        this.in = new Guarded(zip.getInputStream(entry), Math.max(1, entry.getCompressedSize()), longest);
        XMLInputFactory factory = new InputFactoryImpl();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        try {
            this.reader = factory.createXMLStreamReader(in, "UTF-8");
        } catch (XMLStreamException e) {
            in.close();
            throw problems.broken(0, e);
        }
    }

    /** {@return the next event; a {@link FileProblem} where the part is no good XML} */
    int next(long line) {
        try {
            int event = reader.hasNext() ? reader.next() : XMLStreamConstants.END_DOCUMENT;
            if (event == XMLStreamConstants.START_ELEMENT && ++depth > DEEPEST) {
                throw problems.broken(line, "depth");
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
            } else if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
                throw problems.broken(line, "DOCTYPE");
            }
            return event;
        } catch (XMLStreamException | RuntimeException e) {
            if (e instanceof FileProblem problem) {
                throw problem;
            }
            throw problems.broken(line, e);
        }
    }

    /** {@return whether the event that was read last is the beginning or the end of an element of a name} */
    boolean is(String name) {
        return reader.getLocalName().equals(name);
    }

    String name() {
        return reader.getLocalName();
    }

    /** {@return an attribute by its local name} */
    @Nullable
    String attribute(String name) {
        int count = reader.getAttributeCount();
        for (int i = 0; i < count; i++) {
            if (reader.getAttributeLocalName(i).equals(name)) {
                return reader.getAttributeValue(i);
            }
        }
        return null;
    }

    int attributes() {
        return reader.getAttributeCount();
    }

    String attributeName(int i) {
        return reader.getAttributeLocalName(i);
    }

    String attribute(int i) {
        return reader.getAttributeValue(i);
    }

    /** Adds the text inside of the element whose beginning was read last, to its end. */
    void text(StringBuilder text, int most, long line) {
        int inside = 1;
        while (inside > 0) {
            int event = next(line);
            switch (event) {
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                    if (text.length() + reader.getTextLength() > most) {
                        throw problems.cellSize(line);
                    }
                    text.append(reader.getTextCharacters(), reader.getTextStart(), reader.getTextLength());
                }
                case XMLStreamConstants.START_ELEMENT -> inside++;
                case XMLStreamConstants.END_ELEMENT -> inside--;
                case XMLStreamConstants.END_DOCUMENT -> throw problems.broken(line, "end");
                default -> {}
            }
        }
    }

    /** Passes over the element whose beginning was read last. */
    void skip(long line) {
        for (int inside = 1; inside > 0; ) {
            int event = next(line);
            if (event == XMLStreamConstants.START_ELEMENT) {
                inside++;
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                inside--;
            } else if (event == XMLStreamConstants.END_DOCUMENT) {
                throw problems.broken(line, "end");
            }
        }
    }

    long unpacked() {
        return in.count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Counts what is unpacked, and how far the last tag is behind. */
    private final class Guarded extends FilterInputStream {

        private final long packed;
        private final long longest;
        private long count;
        private long run;

        Guarded(InputStream in, long packed, long longest) {
            super(in);
            this.packed = packed;
            this.longest = longest;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, length);
            if (read < 0) {
                return read;
            }
            count += read;
            if (count > FREE && count / MOST_RATIO > packed) {
                throw problems.bomb(packed, count);
            }
            int last = offset + read - 1;
            while (last >= offset && target[last] != '<') {
                last--;
            }
            if (last >= offset) {
                run = (long) offset + read - last;
            } else {
                run += read;
            }
            if (run > longest) {
                throw problems.cellSize(0);
            }
            return read;
        }
    }
}
