package io.crmkit.exchange;

import io.crmkit.shared.NearMiss;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLStreamConstants;
import org.jspecify.annotations.Nullable;

/** A workbook that is open: where its sheets are, which texts they share, and which styles are dates. */
final class XlsxFile implements Closeable {

    private static final String WORKBOOK = "xl/workbook.xml";
    private static final Set<Integer> DAYS =
            Set.of(14, 15, 16, 17, 27, 28, 29, 30, 31, 34, 35, 36, 50, 51, 52, 53, 54, 57, 58);
    private static final Set<Integer> TIMES = Set.of(18, 19, 20, 21, 22, 32, 33, 45, 46, 47, 55, 56);
    private static final int MOST_STYLES = 100_000;
    private static final int MOST_SHEETS = 1_000;

    private final ZipFile zip;
    private final XlsxProblems problems;
    private final long longest;
    private final BitSet dates = new BitSet();
    private final BitSet times = new BitSet();
    private boolean from1904;
    private XlsxTexts texts = XlsxTexts.none();

    private record Sheet(String name, String part, boolean visible) {}

    private XlsxFile(ZipFile zip, XlsxProblems problems, long longest) {
        this.zip = zip;
        this.problems = problems;
        this.longest = longest;
    }

    static XlsxFile open(Path path, FileFormat format, int maxCell) throws IOException {
        XlsxProblems problems = new XlsxProblems(format.file());
        byte[] first = new byte[4];
        int read;
        try (InputStream in = Files.newInputStream(path)) {
            read = in.readNBytes(first, 0, 4);
        }
        if (read == 4 && (first[0] & 0xFF) == 0xD0 && (first[1] & 0xFF) == 0xCF) {
            throw problems.of("exchange.workbook-old");
        }
        ZipFile zip;
        try {
            zip = new ZipFile(path.toFile());
        } catch (ZipException | IllegalArgumentException e) {
            throw problems.of("exchange.workbook-none");
        }
        long longest = 8L * maxCell + (1 << 16);
        XlsxFile file = new XlsxFile(zip, problems, longest);
        try {
            if (zip.getEntry(WORKBOOK) == null) {
                throw problems.of("exchange.workbook-none");
            }
            ZipEntry styles = zip.getEntry("xl/styles.xml");
            if (styles != null) {
                file.readStyles(styles);
            }
            ZipEntry shared = zip.getEntry("xl/sharedStrings.xml");
            if (shared != null) {
                file.texts = XlsxTexts.read(problems, zip, shared, maxCell, longest);
            }
            return file;
        } catch (ZipException e) {
            zip.close();
            throw problems.broken(0, e);
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    XlsxProblems problems() {
        return problems;
    }

    XlsxTexts texts() {
        return texts;
    }

    /** {@return whether a style shows numbers as days} */
    boolean isDate(int style) {
        return style >= 0 && dates.get(style);
    }

    /** {@return whether a style shows the time as well} */
    boolean hasTime(int style) {
        return style >= 0 && times.get(style);
    }

    /** {@return whether days are counted from 1904} */
    boolean from1904() {
        return from1904;
    }

    /** The part of a sheet; of the first visible one, when none is named. */
    ZipEntry sheet(String wanted) throws IOException {
        List<Sheet> sheets = sheets();
        Optional<Sheet> found = wanted.isEmpty()
                ? sheets.stream()
                        .filter(Sheet::visible)
                        .findFirst()
                        .or(() -> sheets.stream().findFirst())
                : sheets.stream().filter(sheet -> sheet.name().equals(wanted)).findFirst();
        if (found.isEmpty()) {
            List<String> names = sheets.stream().map(Sheet::name).toList();
            FileProblem missing = problems.of("exchange.workbook-sheet", wanted, MappingReader.listed(names));
            throw NearMiss.of(wanted, names)
                    .map(near -> new FileProblem(missing.refusal().suggesting(near)))
                    .orElse(missing);
        }
        ZipEntry entry = zip.getEntry(found.get().part());
        if (entry == null) {
            throw problems.broken(0, found.get().part());
        }
        return entry;
    }

    XlsxPart part(ZipEntry entry) throws IOException {
        return new XlsxPart(problems, zip, entry, longest);
    }

    private List<Sheet> sheets() throws IOException {
        Map<String, String> targets = new HashMap<>();
        ZipEntry relations = zip.getEntry("xl/_rels/workbook.xml.rels");
        if (relations != null) {
            each(relations, part -> {
                String id = part.attribute("Id");
                String target = part.attribute("Target");
                if (part.is("Relationship") && id != null && target != null && targets.size() < MOST_SHEETS * 10) {
                    targets.put(id, target.startsWith("/") ? target.substring(1) : "xl/" + target);
                }
            });
        }
        List<Sheet> sheets = new ArrayList<>();
        ZipEntry workbook = zip.getEntry(WORKBOOK);
        if (workbook == null) {
            throw problems.of("exchange.workbook-none");
        }
        each(workbook, part -> {
            if (part.is("workbookPr")) {
                String flag = part.attribute("date1904");
                from1904 = "1".equals(flag) || "true".equals(flag);
            } else if (part.is("sheet") && sheets.size() < MOST_SHEETS) {
                String id = part.attribute("id");
                String name = part.attribute("name");
                String state = part.attribute("state");
                String target = id == null ? null : targets.get(id);
                if (name != null && target != null) {
                    sheets.add(new Sheet(name, target, state == null || state.equals("visible")));
                }
            }
        });
        return sheets;
    }

    private void readStyles(ZipEntry entry) throws IOException {
        Map<Integer, String> formats = new HashMap<>();
        boolean[] inCells = {false};
        int[] style = {0};
        try (XlsxPart part = part(entry)) {
            for (int event = part.next(0); event != XMLStreamConstants.END_DOCUMENT; event = part.next(0)) {
                if (event == XMLStreamConstants.END_ELEMENT && part.is("cellXfs")) {
                    inCells[0] = false;
                } else if (event == XMLStreamConstants.START_ELEMENT) {
                    if (part.is("cellXfs")) {
                        inCells[0] = true;
                    } else if (part.is("numFmt") && formats.size() < MOST_STYLES) {
                        String code = part.attribute("formatCode");
                        formats.put(number(part.attribute("numFmtId")), code == null ? "" : code);
                    } else if (inCells[0] && part.is("xf") && style[0] < MOST_STYLES) {
                        mark(style[0]++, number(part.attribute("numFmtId")), formats);
                    }
                }
            }
        }
    }

    private void mark(int style, int format, Map<Integer, String> formats) {
        String code = formats.get(format);
        String letters = code == null ? "" : letters(code);
        boolean time = code == null ? TIMES.contains(format) : letters.contains("h") || letters.contains("s");
        boolean day = code == null ? DAYS.contains(format) : letters.contains("y") || letters.contains("d");
        // A month alone may be minutes; with a year, a day or an hour beside it there is no doubt.
        dates.set(style, day || time || format == 22);
        times.set(style, time || format == 22);
    }

    /** A number format without what it writes literally, and without colours and conditions. */
    private static String letters(String code) {
        StringBuilder kept = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < Math.min(code.length(), 1_000); i++) {
            char c = code.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == '\\' || c == '_' || c == '*')) {
                i++;
            } else if (!quoted && c == '[') {
                int close = code.indexOf(']', i);
                String inside = close < 0 ? "" : code.substring(i + 1, close).toLowerCase(Locale.ROOT);
                if (inside.matches("h+|m+|s+")) {
                    kept.append(inside);
                }
                i = close < 0 ? code.length() : close;
            } else if (!quoted && c != ';') {
                kept.append(Character.toLowerCase(c));
            } else if (c == ';') {
                break;
            }
        }
        String all = kept.toString();
        return all.contains("general") || all.contains("0") || all.contains("#") ? "" : all;
    }

    private static int number(@Nullable String text) {
        try {
            return text == null ? 0 : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private interface Look {
        void at(XlsxPart part);
    }

    private void each(ZipEntry entry, Look look) throws IOException {
        try (XlsxPart part = part(entry)) {
            for (int event = part.next(0); event != XMLStreamConstants.END_DOCUMENT; event = part.next(0)) {
                if (event == XMLStreamConstants.START_ELEMENT) {
                    look.at(part);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
