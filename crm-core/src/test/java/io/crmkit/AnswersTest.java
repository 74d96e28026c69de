package io.crmkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.customer.Customer;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Outcome;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** No answer leaves the road with a walled record inside that nobody looks at. */
class AnswersTest {

    private static final Set<Type> WRAPPERS = Set.of(Outcome.class, Listing.class, List.class, Optional.class);

    /** An answer as somebody might add one. */
    record Careless(String name, Optional<Customer> customer) {}

    @Test
    @DisplayName("ACC-07 every answer of a session that holds a walled record is known to the walls")
    void everyAnswer() {
        List<String> unknown = new ArrayList<>();
        int answers = 0;
        for (Method door : CrmSession.class.getMethods()) {
            if (door.getReturnType().getName().startsWith("io.crmkit.") && door.getParameterCount() == 0) {
                for (Method useCase : door.getReturnType().getMethods()) {
                    if (useCase.getReturnType() == Outcome.class) {
                        answers++;
                        if (leaks(useCase.getGenericReturnType(), new HashSet<>(), true)) {
                            unknown.add(useCase.toGenericString());
                        }
                    }
                }
            }
        }
        assertThat(unknown).isEmpty();
        assertThat(answers).isGreaterThan(40);
        assertThat(leaks(Careless.class, new HashSet<>(), true)).isTrue();
    }

    /** Whether a type holds a walled record where the walls do not look. */
    private static boolean leaks(Type type, Set<Type> seen, boolean looked) {
        if (type instanceof ParameterizedType generic) {
            boolean inside = looked && WRAPPERS.contains(generic.getRawType());
            for (Type argument : generic.getActualTypeArguments()) {
                if (leaks(argument, seen, inside)) {
                    return true;
                }
            }
            return leaks(generic.getRawType(), seen, looked);
        }
        Collection<Class<?>> known = Subjects.ANSWERS.types();
        if (!(type instanceof Class<?> plain)) {
            return false;
        }
        if (known.contains(plain)) {
            return !looked;
        }
        if (!seen.add(plain)) {
            return false;
        }
        RecordComponent[] components = plain.getRecordComponents();
        if (components == null || WRAPPERS.contains(plain)) {
            return false;
        }
        for (RecordComponent component : components) {
            if (leaks(component.getGenericType(), seen, false)) {
                return true;
            }
        }
        return false;
    }
}
