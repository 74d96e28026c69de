package io.crmkit.internal.store;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Looks at one component of a record, also of a record within records and of one that may be absent, or at one entry of a map of
 * texts, and makes the same record with another value there. A path that leads nowhere is a defect and throws when the lens is made. Safe for use by
 * many threads.
 */
final class RecordLens {

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
    private static final MethodType GET = MethodType.methodType(Object.class, Object.class);
    private static final MethodHandle APPLY = apply();
    private static final MethodType MAKE = MethodType.methodType(Object.class, Object[].class);

    /** Made once for each record: looking handles up costs more than most that is done with them. */
    private static final ClassValue<Handles> HANDLES = new ClassValue<>() {
        @Override
        protected Handles computeValue(Class<?> record) {
            return new Handles(record);
        }
    };

    /** How a record is read and made. */
    private static final class Handles {
        private final RecordComponent[] components;
        private final MethodHandle canonical;
        private final MethodHandle constructor;
        private final MethodHandle[] accessors;

        Handles(Class<?> record) {
            components = record.getRecordComponents();
            try {
                accessors = new MethodHandle[components.length];
                for (int i = 0; i < components.length; i++) {
                    Method method = components[i].getAccessor();
                    method.setAccessible(true); // a record within a class may be private
                    accessors[i] = LOOKUP.unreflect(method).asType(GET);
                }
                Constructor<?> declared = record.getDeclaredConstructor(
                        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
                declared.setAccessible(true);
                canonical =
                        LOOKUP.unreflectConstructor(declared).asType(MethodType.genericMethodType(components.length));
                constructor =
                        canonical.asSpreader(Object[].class, components.length).asType(MAKE);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("every record has accessors and its canonical constructor", e);
            }
        }
    }

    private final MethodHandle canonical;
    private final MethodHandle constructor;
    private final MethodHandle[] accessors;
    private final int place;
    private final @Nullable RecordLens inner;
    private final boolean optional;
    private final Class<?> type;
    private final @Nullable String key;

    private RecordLens(Class<?> record, String[] path, int at) {
        if (!record.isRecord()) {
            throw new IllegalArgumentException(record + " is no record: " + String.join(".", path));
        }
        Handles handles = HANDLES.get(record);
        RecordComponent[] components = handles.components;
        place = place(components, path[at]);
        accessors = handles.accessors;
        canonical = handles.canonical;
        constructor = handles.constructor;
        Type declared = components[place].getGenericType();
        optional = components[place].getType() == Optional.class;
        type = components[place].getType();
        key = type == Map.class && at + 2 == path.length ? path[at + 1] : null;
        inner = at + 1 == path.length || key != null ? null : new RecordLens(content(declared), path, at + 1);
    }

    private static MethodHandle apply() {
        try {
            return LOOKUP.findVirtual(UnaryOperator.class, "apply", GET);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("every function can be applied", e);
        }
    }

    private static int place(RecordComponent[] components, String name) {
        for (int i = 0; i < components.length; i++) {
            if (components[i].getName().equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no component is called " + name);
    }

    private static Class<?> content(Type declared) {
        Type content = declared instanceof ParameterizedType several ? several.getActualTypeArguments()[0] : declared;
        if (content instanceof Class<?> plain) {
            return plain;
        }
        throw new IllegalArgumentException("no record: " + declared);
    }

    /**
     * A lens.
     *
     * @param record the record's class
     * @param path names of components, parted by dots; what follows a map is a key of it
     * @return the lens
     */
    static RecordLens of(Class<?> record, String path) {
        return new RecordLens(record, path.split("\\.", -1), 0);
    }

    /** {@return the class of the value} */
    Class<?> type() {
        if (key != null) {
            return Optional.class;
        }
        return inner == null ? type : inner.type();
    }

    /** {@return the value that says that there is none} */
    Object none() {
        Class<?> leaf = type();
        if (leaf == Optional.class) {
            return Optional.empty();
        }
        if (leaf == List.class) {
            return List.of();
        }
        throw new IllegalArgumentException("a value of " + leaf + " cannot be absent");
    }

    /**
     * The value.
     *
     * @param record the record
     * @return the value; none when a record on the way is absent
     */
    Object get(Object record) {
        Object value = call(accessors[place], record);
        if (key != null) {
            return Optional.ofNullable(((Map<?, ?>) value).get(key));
        }
        if (inner == null) {
            return value;
        }
        if (!optional) {
            return inner.get(value);
        }
        return ((Optional<?>) value).map(inner::get).orElseGet(inner::none);
    }

    /**
     * The same record with another value; unchanged when a record on the way is absent.
     *
     * @param record the record
     * @param other the value
     * @return the record
     */
    Object with(Object record, Object other) {
        Object[] values = components(record);
        if (key != null) {
            values[place] = entry((Map<?, ?>) values[place], key, (Optional<?>) other);
        } else if (inner == null) {
            values[place] = other;
        } else if (optional) {
            RecordLens further = inner;
            values[place] = ((Optional<?>) values[place]).map(within -> further.with(within, other));
        } else {
            values[place] = inner.with(values[place], other);
        }
        return made(values);
    }

    /** {@return what stands at that place with another value, for a lens that looks no further} */
    Object changed(Object there, UnaryOperator<Object> change) {
        if (key == null) {
            return change.apply(there);
        }
        Map<?, ?> map = (Map<?, ?>) there;
        Optional<?> value = Optional.ofNullable(map.get(key));
        Object instead = change.apply(value);
        return instead.equals(value) ? there : entry(map, key, (Optional<?>) instead);
    }

    /** {@return the place of what this looks at among the components of the outermost record} */
    int place() {
        return place;
    }

    /** {@return what looks on into the record at that place, if this looks further} */
    Optional<RecordLens> inner() {
        return Optional.ofNullable(inner);
    }

    /** {@return whether what stands at that place may be absent} */
    boolean isOptional() {
        return optional;
    }

    /**
     * What makes a record of the outermost class anew: a single handle that the JVM compiles as a whole, so that a page of records
     * costs no more than constructing them.
     *
     * @param changes what becomes of components, by their places; the others stay as they are
     * @return what makes it
     */
    UnaryOperator<Object> copying(Map<Integer, UnaryOperator<Object>> changes) {
        MethodHandle[] parts = accessors.clone();
        changes.forEach((at, change) -> parts[at] = MethodHandles.filterReturnValue(parts[at], APPLY.bindTo(change)));
        MethodHandle copy = MethodHandles.permuteArguments(
                MethodHandles.filterArguments(canonical, 0, parts), GET, new int[parts.length]);
        return record -> call(copy, record);
    }

    private Object[] components(Object record) {
        Object[] values = new Object[accessors.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = call(accessors[i], record);
        }
        return values;
    }

    @SuppressWarnings("PMD.AvoidCatchingThrowable") // a method handle may throw anything
    private Object made(Object[] values) {
        try {
            return (Object) constructor.invokeExact(values);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a record refused its values", e);
        }
    }

    private static Map<Object, Object> entry(Map<?, ?> map, String key, Optional<?> value) {
        Map<Object, Object> changed = new TreeMap<>(map);
        changed.remove(key);
        value.ifPresent(some -> changed.put(key, some));
        return changed;
    }

    @SuppressWarnings("PMD.AvoidCatchingThrowable")
    private static Object call(MethodHandle accessor, Object record) {
        try {
            return (Object) accessor.invokeExact(record);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(
                    "a component of a record can be read, and a record be made of what it holds", e);
        }
    }
}
