package io.crmkit.exchange;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLStreamConstants;

/** The texts that the sheets of a workbook share: bytes side by side, so that a million of them fit into some dozen megabytes. */
final class XlsxTexts {

    private static final int PAGE = 1 << 20;
    private static final long MOST_BYTES = 192L << 20;

    private final List<byte[]> pages = new ArrayList<>();
    private long[] starts = new long[1024];
    private int count;
    private long end;

    static XlsxTexts none() {
        return new XlsxTexts();
    }

    static XlsxTexts read(XlsxProblems problems, ZipFile zip, ZipEntry entry, int maxCell, long longest)
            throws IOException {
        XlsxTexts texts = new XlsxTexts();
        StringBuilder text = new StringBuilder();
        try (XlsxPart part = new XlsxPart(problems, zip, entry, longest)) {
            for (int event = part.next(0); event != XMLStreamConstants.END_DOCUMENT; event = part.next(0)) {
                if (event == XMLStreamConstants.START_ELEMENT && part.is("si")) {
                    text.setLength(0);
                    item(part, text, maxCell);
                    texts.add(text, problems);
                }
            }
        }
        return texts;
    }

    /** The text of an item: its runs, without what is read aloud. */
    static void item(XlsxPart part, StringBuilder text, int maxCell) {
        for (int inside = 1; inside > 0; ) {
            int event = part.next(0);
            if (event == XMLStreamConstants.START_ELEMENT) {
                if (part.is("t")) {
                    part.text(text, maxCell, 0);
                } else if (part.is("rPh")) {
                    part.skip(0);
                } else {
                    inside++;
                }
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                inside--;
            } else if (event == XMLStreamConstants.END_DOCUMENT) {
                return;
            }
        }
    }

    private void add(CharSequence text, XlsxProblems problems) {
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (end + bytes.length > MOST_BYTES || count == Integer.MAX_VALUE - 16) {
            throw problems.of("exchange.workbook-texts");
        }
        if (count + 2 > starts.length) {
            starts = Arrays.copyOf(starts, starts.length + (starts.length >> 1));
        }
        starts[count++] = end;
        for (int done = 0; done < bytes.length; ) {
            int at = (int) (end % PAGE);
            if (at == 0) {
                pages.add(new byte[pages.isEmpty() ? Math.min(PAGE, 1 << 20) : PAGE]);
            }
            int some = Math.min(PAGE - at, bytes.length - done);
            System.arraycopy(bytes, done, pages.get(pages.size() - 1), at, some);
            done += some;
            end += some;
        }
        starts[count] = end;
    }

    int size() {
        return count;
    }

    String get(int i) {
        long from = starts[i];
        int length = (int) (starts[i + 1] - from);
        if (length == 0) {
            return "";
        }
        int page = (int) (from / PAGE);
        int at = (int) (from % PAGE);
        if (at + length <= PAGE) {
            return new String(pages.get(page), at, length, StandardCharsets.UTF_8);
        }
        byte[] bytes = new byte[length];
        for (int done = 0; done < length; ) {
            int some = Math.min(PAGE - at, length - done);
            System.arraycopy(pages.get(page++), at, bytes, done, some);
            done += some;
            at = 0;
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
