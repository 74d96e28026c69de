package io.crmkit.shared;

import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message whose pattern was read once. What it says is what {@link MessageFormat} says of the same pattern; reading the
 * pattern each time would cost more than most of what is told. Immutable.
 */
final class MessageText {

    /** Text, doubled quotes, and plain arguments. Whatever else a pattern may hold is left to {@link MessageFormat}. */
    private static final Pattern PLAIN = Pattern.compile("(?:[^'{}]|''|\\{\\d{1,3}})*", Pattern.DOTALL);

    private static final Pattern ARGUMENT = Pattern.compile("\\{(\\d+)}");

    private final String pattern;
    private final boolean plain;

    /** What stands before each argument, and after the last one. */
    private final List<String> around = new ArrayList<>();

    private final List<Integer> arguments = new ArrayList<>();

    /**
     * A message.
     *
     * @param pattern its pattern
     */
    MessageText(String pattern) {
        this.pattern = pattern;
        this.plain = PLAIN.matcher(pattern).matches();
        if (plain) {
            Matcher argument = ARGUMENT.matcher(pattern);
            int from = 0;
            while (argument.find()) {
                around.add(unquoted(pattern.substring(from, argument.start())));
                arguments.add(Integer.valueOf(argument.group(1)));
                from = argument.end();
            }
            around.add(unquoted(pattern.substring(from)));
        }
    }

    private static String unquoted(String text) {
        return text.replace("''", "'");
    }

    /**
     * The message with its arguments.
     *
     * @param language of {@link Label}s among the arguments
     * @param args the arguments; one that is not there leaves its place as it is
     * @return the text
     */
    String filled(Locale language, Object[] args) {
        if (!plain) {
            Object[] shown = new Object[args.length];
            for (int i = 0; i < args.length; i++) {
                shown[i] = shown(language, args[i]);
            }
            return new MessageFormat(pattern, Locale.ROOT).format(shown);
        }
        if (arguments.isEmpty()) {
            return around.get(0);
        }
        StringBuilder text = new StringBuilder(pattern.length() + 16 * arguments.size()).append(around.get(0));
        for (int i = 0; i < arguments.size(); i++) {
            int argument = arguments.get(i);
            if (argument < args.length) {
                text.append(shown(language, args[argument]));
            } else {
                text.append('{').append(argument).append('}');
            }
            text.append(around.get(i + 1));
        }
        return text.toString();
    }

    private static String shown(Locale language, Object arg) {
        return arg instanceof Label label ? label.in(language) : String.valueOf(arg);
    }
}
