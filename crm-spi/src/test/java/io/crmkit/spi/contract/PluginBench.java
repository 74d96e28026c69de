package io.crmkit.spi.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crmkit.spi.CrmPlugin;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.Plugins;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.opentest4j.TestAbortedException;

/** What is asked of every grading and notification plugin, whatever it does. */
final class PluginBench {

    /** How long a text of a plugin may be that is shown and stored. */
    static final int LONGEST_TEXT = 500;

    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,63}");

    private PluginBench() {}

    static void hasAnId(CrmPlugin plugin) {
        String id = plugin.id();
        assertNotNull(id, "the id is null");
        assertTrue(
                ID.matcher(id).matches(), () -> "the id '" + id + "' is not 1 to 64 of a-z, 0-9 and -, letter first");
        assertEquals(id, plugin.id(), "the id, asked again");
        assertEquals(id, another(plugin).id(), "the id of another object");
    }

    static void isOfThisVersion(CrmPlugin plugin) {
        assertEquals(Plugins.SPI_VERSION, plugin.spiVersion(), "the version that the plugin was made for");
    }

    static <P extends CrmPlugin> void isFound(Class<P> contract, P plugin, Optional<ClassLoader> discovery) {
        ClassLoader loader = discovery.orElseThrow(() -> notShown("discovery()", "it is registered by hand only"));
        Plugins<P> found = Plugins.discover(contract, List.of(), loader);
        P same = found.all().get(plugin.id());
        assertNotNull(
                same,
                () -> "ServiceLoader does not find " + plugin.id() + " of "
                        + plugin.getClass().getName()
                        + "; it finds " + found.ids() + ", and these are not usable: " + found.failures()
                        + found.ambiguous());
        assertEquals(plugin.getClass().getName(), same.getClass().getName(), "the class that has the id");
    }

    static void startsNoThread(CrmPlugin plugin) {
        Set<Thread> before = threads();
        CrmPlugin other = another(plugin);
        other.id();
        other.spiVersion();
        plugin.id();
        plugin.spiVersion();
        assertNoMoreThan(before);
    }

    /** Fails when threads run that did not before, and do not end soon. Those of the JVM itself do not count. */
    static void assertNoMoreThan(Set<Thread> before) {
        Set<String> more = Set.of();
        for (int i = 0; i < 100; i++) {
            more = threads().stream()
                    .filter(thread -> !before.contains(thread))
                    .filter(thread -> thread.getThreadGroup() != null
                            && !"system".equals(thread.getThreadGroup().getName())
                            && !"InnocuousThreadGroup"
                                    .equals(thread.getThreadGroup().getName()))
                    .map(Thread::getName)
                    .collect(Collectors.toCollection(TreeSet::new));
            if (more.isEmpty()) {
                return;
            }
            sleep(20);
        }
        assertEquals(Set.of(), more, "threads that were left behind");
    }

    static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet();
    }

    static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** The clause needs something that the harness does not declare: it is skipped, and says by what it would run. */
    static TestAbortedException notShown(String method, String why) {
        return new TestAbortedException("not shown: " + why + "; the harness would declare it with " + method);
    }

    static void declared(boolean declared, String method, String why) {
        if (!declared) {
            throw notShown(method, why);
        }
    }

    static void refuses(List<WrongParameters> wrong, Consumer<Parameters> use) {
        declared(!wrong.isEmpty(), "wrongParameters()", "no wrong parameters are known");
        for (WrongParameters one : wrong) {
            IllegalArgumentException e = assertThrows(
                    IllegalArgumentException.class,
                    () -> use.accept(one.parameters()),
                    () -> "the wrong parameter '" + one.name() + "' among "
                            + one.parameters().asMap());
            assertNamed(one.name(), e);
        }
    }

    /** Each parameter left out, replaced by each of some texts, and one more that nobody knows. */
    static void takesOrRefuses(Parameters good, List<String> texts, Consumer<Parameters> use) {
        Map<Parameters, String> tries = new LinkedHashMap<>();
        for (String name : good.asMap().keySet()) {
            tries.put(WrongParameters.missing(good, name).parameters(), name);
            for (String text : texts) {
                tries.put(good.with(name, text), name);
            }
        }
        tries.put(good.with("no-such-parameter", "x"), "no-such-parameter");
        tries.forEach((parameters, name) -> {
            try {
                use.accept(parameters);
            } catch (IllegalArgumentException e) {
                assertNamed(name, e);
            } catch (RuntimeException e) {
                throw new AssertionError(
                        "'" + name + "' is wrong or left out; it was neither taken nor refused with an"
                                + " IllegalArgumentException: " + e,
                        e);
            }
        });
    }

    private static void assertNamed(String name, IllegalArgumentException e) {
        Pattern word = Pattern.compile("(?<![\\w-])" + Pattern.quote(name) + "(?![\\w-])");
        assertTrue(
                e.getMessage() != null && word.matcher(e.getMessage()).find(),
                () -> "the refusal does not name the parameter '" + name + "': " + e);
    }

    /** Not blank where it must not be, not too long, and without what no store and no page takes. */
    static void assertFit(String what, String text) {
        assertTrue(text.length() <= LONGEST_TEXT, () -> what + " has " + text.length() + " characters: " + shown(text));
        text.codePoints()
                .filter(c -> Character.getType(c) == Character.SURROGATE
                        || (Character.isISOControl(c) && c != '\n' && c != '\t'))
                .findFirst()
                .ifPresent(c -> {
                    throw new AssertionError(
                            String.format("%s has the character U+%04X, which is not fit to be stored", what, c));
                });
    }

    static void assertNotBlank(String what, String text) {
        assertTrue(!text.isBlank(), () -> what + " is blank");
    }

    /** A text for a message: short, and with what cannot be seen escaped. */
    static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(80).forEach(c -> {
            if (Character.isLetterOrDigit(c) || (c >= ' ' && c < 127)) {
                shown.appendCodePoint(c);
            } else {
                shown.append(String.format("\\u{%X}", c));
            }
        });
        return text.length() > 80 ? shown + "... (" + text.length() + " characters)" : shown.toString();
    }

    /** Runs something and gives back how it failed, if it did: as an error that says at what. */
    static <T> T at(Supplier<String> what, Supplier<T> call) {
        try {
            return call.get();
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw new AssertionError("it fails at " + what.get() + ": " + e, e);
        }
    }

    /** A plugin made as ServiceLoader would, or the same one where it has no such constructor. */
    private static CrmPlugin another(CrmPlugin plugin) {
        try {
            return plugin.getClass().getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            return plugin;
        }
    }

    static <T> List<T> concat(Collection<? extends T> one, Collection<? extends T> other) {
        List<T> all = new ArrayList<>(one);
        all.addAll(other);
        return all;
    }
}
