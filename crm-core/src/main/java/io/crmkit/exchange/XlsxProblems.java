package io.crmkit.exchange;

import io.crmkit.shared.Refusal;

/** What may be wrong with a workbook. */
final class XlsxProblems {

    private static final int SHOWN = 80;

    private final String file;

    XlsxProblems(String file) {
        this.file = file;
    }

    FileProblem of(String code, Object... more) {
        Object[] args = new Object[more.length + 1];
        args[0] = file;
        System.arraycopy(more, 0, args, 1, more.length);
        return new FileProblem(MappingReader.refusal(code, args).onField(file));
    }

    FileProblem broken(long line, Object why) {
        String text = why instanceof Throwable thrown
                ? String.valueOf(thrown.getMessage()).lines().findFirst().orElse("")
                : why.toString();
        return of("exchange.workbook-broken", line, shown(text));
    }

    FileProblem cellSize(long line) {
        return of("exchange.workbook-cell-size", line);
    }

    FileProblem bomb(long packed, long unpacked) {
        return of("exchange.workbook-bomb", packed, unpacked);
    }

    /** Why a cell has no value. */
    Refusal cell(String code, int column, long line, String text) {
        return MappingReader.refusal(code, file, name(column) + line, shown(text))
                .ofValue(shown(text));
    }

    /** The name of a column, such as {@code AB}. */
    static String name(int column) {
        StringBuilder name = new StringBuilder();
        for (int rest = column + 1; rest > 0; rest = (rest - 1) / 26) {
            name.insert(0, (char) ('A' + (rest - 1) % 26));
        }
        return name.toString();
    }

    private static String shown(String text) {
        StringBuilder harmless = new StringBuilder();
        text.codePoints()
                .limit(SHOWN)
                .map(c -> io.crmkit.shared.CleanText.Check.isClean(c) ? c : '\uFFFD')
                .forEach(harmless::appendCodePoint);
        return harmless + (text.codePointCount(0, Math.min(text.length(), 4 * SHOWN)) > SHOWN ? "…" : "");
    }
}
