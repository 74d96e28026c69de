package io.crmkit.spi.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.spi.contract.StorageContract;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Label;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReadmeTest {

    private static final Path README = Path.of("README.md");
    private static final String BEGIN = "<!-- clauses: -Dcrmkit.readme.accept=true rewrites what follows -->\n";
    private static final String END = "<!-- end of clauses -->\n";

    @Test
    @DisplayName("the README lists exactly the clauses that exist, in the order of their numbers")
    void listsExactlyTheClauses() throws IOException {
        String text = Files.readString(README);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        String expected = clauseList();
        if (Boolean.getBoolean("crmkit.readme.accept")) {
            Files.writeString(README, text.substring(0, begin) + expected + text.substring(end));
            return;
        }
        assertThat(text.substring(begin, end))
                .as("run mvn -pl crm-spi test -Dtest=ReadmeTest -Dcrmkit.readme.accept=true")
                .isEqualTo(expected);
    }

    @Test
    @DisplayName("every clause has a number of its own")
    void everyClauseHasItsNumber() {
        List<Integer> numbers = clauses().stream().map(ReadmeTest::number).toList();
        assertThat(numbers).doesNotHaveDuplicates().hasSizeGreaterThan(150);
    }

    @Test
    @DisplayName("every Java block of the README is compiled: it stands line for line among the examples")
    void javaBlocksAreCompiled() throws IOException {
        List<String> source = lines(Files.readString(Path.of("src/test/java/io/crmkit/spi/readme/Examples.java")));
        List<List<String>> blocks = blocks("java");
        assertThat(blocks).hasSizeGreaterThanOrEqualTo(3);
        for (List<String> block : blocks) {
            assertThat(source).containsSequence(block.toArray(String[]::new));
        }
    }

    @Test
    @DisplayName("the dependency block of the README is the one that the scratch vendor uses")
    void dependencyBlockIsUsed() throws IOException {
        List<String> pom = lines(Files.readString(Path.of("../crm-reference-app/scratch-vendor/pom.xml")));
        List<List<String>> blocks = blocks("xml");
        assertThat(blocks).hasSize(1);
        for (List<String> block : blocks) {
            List<String> managed =
                    block.stream().filter(line -> !line.startsWith("<version>")).toList();
            assertThat(pom).containsSequence(managed.toArray(String[]::new));
        }
    }

    private static String clauseList() {
        TreeMap<Integer, List<Method>> groups = new TreeMap<>();
        for (Class<?> group : StorageContract.class.getInterfaces()) {
            List<Method> clauses = clauses().stream()
                    .filter(m -> m.getDeclaringClass() == group)
                    .sorted((a, b) -> number(a) - number(b))
                    .toList();
            groups.put(number(clauses.get(0)), clauses);
        }
        StringBuilder text = new StringBuilder();
        groups.forEach((first, clauses) -> {
            text.append("\n**")
                    .append(clauses.get(0).getDeclaringClass().getSimpleName())
                    .append("**\n\n");
            clauses.forEach(clause -> text.append("- ").append(name(clause)).append('\n'));
        });
        return text.append('\n').toString();
    }

    private static List<Method> clauses() {
        return Arrays.stream(StorageContract.class.getMethods())
                .filter(m -> m.isAnnotationPresent(DisplayName.class) || m.isAnnotationPresent(Label.class))
                .toList();
    }

    private static String name(Method clause) {
        DisplayName name = clause.getAnnotation(DisplayName.class);
        return name != null ? name.value() : clause.getAnnotation(Label.class).value();
    }

    private static int number(Method clause) {
        Matcher number = Pattern.compile("S(\\d{2,3}) \\S.*").matcher(name(clause));
        assertThat(number.matches()).as(name(clause)).isTrue();
        return Integer.parseInt(number.group(1));
    }

    private static List<List<String>> blocks(String language) throws IOException {
        Matcher block =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(README));
        List<List<String>> blocks = new ArrayList<>();
        while (block.find()) {
            blocks.add(lines(block.group(1)));
        }
        return blocks;
    }

    /** Without indentation, empty lines and annotations that only help the compiler. */
    private static List<String> lines(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.equals("@Override"))
                .toList();
    }
}
