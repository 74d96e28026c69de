package io.crmkit.exchange;

import java.text.Normalizer;

/** What every cell goes through before it means anything. */
final class Cells {

    private Cells() {}

    /**
     * Cleans a cell: line ends become {@code \n}, other control characters go (tabs stay), composed form (NFC), no white
     * space around it, whatever kind.
     *
     * @param cell the cell
     * @return the text, perhaps empty
     */
    static String clean(String cell) {
        if (isClean(cell)) {
            return cell;
        }
        String unix = cell.replace("\r\n", "\n").replace('\r', '\n');
        StringBuilder kept = new StringBuilder(unix.length());
        for (int i = 0; i < unix.length(); i++) {
            char c = unix.charAt(i);
            if (c == '\n' || c == '\t' || (!Character.isISOControl(c) && c != '\uFEFF')) {
                kept.append(c);
            }
        }
        int from = 0;
        int to = kept.length();
        while (from < to && isBlank(kept.charAt(from))) {
            from++;
        }
        while (to > from && isBlank(kept.charAt(to - 1))) {
            to--;
        }
        return Normalizer.normalize(kept.substring(from, to), Normalizer.Form.NFC);
    }

    /** {@return a number or date in the signs of ASCII, where it was written in full width} */
    static String narrow(String cell) {
        return Normalizer.normalize(cell, Normalizer.Form.NFKC);
    }

    private static boolean isClean(String cell) {
        for (int i = 0; i < cell.length(); i++) {
            char c = cell.charAt(i);
            if (c < ' ' || c > '~') {
                return false;
            }
        }
        return cell.isEmpty() || (cell.charAt(0) != ' ' && cell.charAt(cell.length() - 1) != ' ');
    }

    private static boolean isBlank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }
}
