package io.crmkit.customer.duplicates;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a shape rules out must be ruled out for good, or a scan would miss what it finds without shapes. */
class ShapeTest {

    private static final String[] ALPHABETS = {"abcdefg", "01234567", "科技有限公司贸易", "ab科01"};

    @Test
    @DisplayName("CUS-06 a shape never tells apart what edits, parts or the likeness of words would hold together")
    void neverWrong() {
        Random random = new Random(5);
        int ruledOut = 0;
        for (int k = 0; k < 200_000; k++) {
            String alphabet = ALPHABETS[random.nextInt(ALPHABETS.length)];
            String a = word(random, alphabet);
            String b = random.nextInt(3) == 0
                    ? word(random, ALPHABETS[random.nextInt(ALPHABETS.length)])
                    : slipped(a, random, alphabet);
            long x = Shape.of(a);
            long y = Shape.of(b);
            for (int most = 0; most < 4; most++) {
                if (Shape.beyond(x, y, most)) {
                    ruledOut++;
                    assertThat(Likeness.edits(a, b, most)).as(a + " " + b).isGreaterThan(most);
                }
            }
            if (Shape.neverPart(x, y)) {
                assertThat(a.startsWith(b) || b.startsWith(a) || a.endsWith(b) || b.endsWith(a))
                        .as(a + " " + b)
                        .isFalse();
            }
            assertThat(Likeness.jaroWinkler(a, b)).as(a + " " + b).isLessThanOrEqualTo(Shape.jaroWinkler(x, y) + 1e-9);
            if (!a.equals(b) && !Likeness.mayBeAlike(x, y)) {
                assertThat(Likeness.ofWords(a, b)).as(a + " " + b).isZero();
            }
        }
        assertThat(ruledOut).as("shapes rule out much, or they are of no use").isGreaterThan(300_000);
    }

    private static String word(Random random, String alphabet) {
        StringBuilder word = new StringBuilder();
        for (int n = 1 + random.nextInt(random.nextInt(50) == 0 ? 90 : 14); n > 0; n--) {
            word.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return word.toString();
    }

    private static String slipped(String word, Random random, String alphabet) {
        StringBuilder out = new StringBuilder(word);
        for (int slips = random.nextInt(5); slips > 0 && !out.isEmpty(); slips--) {
            int at = random.nextInt(out.length());
            char c = alphabet.charAt(random.nextInt(alphabet.length()));
            switch (random.nextInt(4)) {
                case 0 -> out.setCharAt(at, c);
                case 1 -> out.insert(at, c);
                case 2 -> out.append(c);
                default -> out.deleteCharAt(at);
            }
        }
        return out.isEmpty() ? "x" : out.toString();
    }
}
