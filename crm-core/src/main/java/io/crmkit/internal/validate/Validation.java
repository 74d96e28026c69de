package io.crmkit.internal.validate;

import io.crmkit.shared.Messages;
import io.crmkit.shared.Refusal;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Path;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Checks commands by their Jakarta Validation constraints, all at once, and says what is wrong in both languages (CUS-03).
 * The messages are ours, by the constraint's name. Safe for use by many threads.
 */
public final class Validation {

    private final Validator validator;

    /**
     * A validation.
     *
     * @param factory makes the validator; its messages are not used
     */
    public Validation(ValidatorFactory factory) {
        this.validator = factory.getValidator();
    }

    /** {@return a validation by the provider on the class path} */
    public static Validation standard() {
        return Standard.VALIDATION;
    }

    /** Made once: a validator is costly to make and safe to share. */
    private static final class Standard {
        static final Validation VALIDATION = new Validation(jakarta.validation.Validation.byDefaultProvider()
                .configure()
                .messageInterpolator(new Templates())
                .buildValidatorFactory());
    }

    /** Leaves messages alone: ours are made from the constraint, so no expression language is needed. */
    private static final class Templates implements jakarta.validation.MessageInterpolator {
        @Override
        public String interpolate(String template, Context context) {
            return template;
        }

        @Override
        public String interpolate(String template, Context context, java.util.Locale locale) {
            return template;
        }
    }

    /**
     * What is wrong with a command.
     *
     * @param command the command
     * @return a refusal for each violation, by field; empty when all is well
     */
    public List<Refusal> of(Object command) {
        return validator.validate(command).stream()
                .map(Validation::refusal)
                .sorted(Comparator.comparing((Refusal r) -> r.field().orElse(""))
                        .thenComparing(Refusal::code))
                .toList();
    }

    /**
     * What is wrong with a part of a document.
     *
     * @param part the part
     * @param root where it stands in the document
     * @return a refusal for each violation, with the whole path as its field; empty when all is well
     */
    public List<Refusal> of(Object part, String root) {
        return validator.validate(part).stream()
                .map(violation -> refusal(violation).onField(path(root, violation.getPropertyPath())))
                .sorted(Comparator.comparing((Refusal r) -> r.field().orElse(""))
                        .thenComparing(Refusal::code))
                .toList();
    }

    private static String path(String root, Path path) {
        StringBuilder whole = new StringBuilder(root);
        for (Path.Node node : path) {
            if (node.getKey() != null) {
                whole.append('.').append(node.getKey());
            } else if (node.getIndex() != null) {
                whole.append('[').append(node.getIndex()).append(']');
            }
            if (node.getName() != null && !node.getName().startsWith("<")) {
                whole.append('.').append(node.getName());
            }
        }
        return whole.toString();
    }

    private static Refusal refusal(ConstraintViolation<?> violation) {
        String field = field(violation.getPropertyPath());
        String constraint = violation
                .getConstraintDescriptor()
                .getAnnotation()
                .annotationType()
                .getSimpleName();
        Map<String, Object> attributes = violation.getConstraintDescriptor().getAttributes();
        Object label = Messages.englishCodes().contains("field." + field) ? Messages.label("field." + field) : field;
        Refusal refusal = switch (constraint) {
            case "NotBlank", "NotNull", "NotEmpty" -> invalid("valid.required", label);
            case "Amount" -> invalid("valid.amount", label);
            case "CleanText" ->
                invalid("valid.text", label, attributes.getOrDefault("min", 0), attributes.getOrDefault("max", 0));
            case "Size" ->
                invalid(
                        violation.getInvalidValue() instanceof Collection ? "valid.count" : "valid.size",
                        label,
                        attributes.getOrDefault("min", 0),
                        attributes.getOrDefault("max", 0));
            case "Min", "DecimalMin", "PositiveOrZero", "Positive" ->
                invalid("valid.min", label, attributes.getOrDefault("value", constraint.equals("Positive") ? 1 : 0));
            case "Max", "DecimalMax" -> invalid("valid.max", label, attributes.getOrDefault("value", ""));
            default -> invalid("valid.other", label);
        };
        Refusal onField = refusal.onField(field);
        Object value = violation.getInvalidValue();
        return value instanceof CharSequence || value instanceof Number
                ? onField.ofValue(shortened(value.toString()))
                : onField;
    }

    private static Refusal invalid(String code, Object... args) {
        return Refusal.of(Refusal.Kind.INVALID, "CUS-03", code, args);
    }

    private static String shortened(String value) {
        return value.length() <= 80 ? value : value.substring(0, value.offsetByCodePoints(0, 60)) + "…";
    }

    private static String field(Path path) {
        String last = "";
        for (Path.Node node : path) {
            if (node.getName() != null && !node.getName().startsWith("<")) {
                last = node.getName();
            }
        }
        return last;
    }
}
