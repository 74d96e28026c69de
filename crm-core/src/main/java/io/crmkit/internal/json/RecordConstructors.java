package io.crmkit.internal.json;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.deser.std.StdValueInstantiator;
import tools.jackson.databind.introspect.AnnotatedConstructor;
import tools.jackson.databind.module.SimpleValueInstantiators;

/**
 * Calls the constructors of records by a handle that takes all arguments in one array and is made once. Jackson makes such a handle
 * anew for each call, which cost a fifth of all reading. What a constructor refuses is told as Jackson tells it.
 */
final class RecordConstructors extends SimpleValueInstantiators {

    private static final long serialVersionUID = 1;

    private static final MethodType ANY = MethodType.methodType(Object.class, Object[].class);

    @Override
    public ValueInstantiator modifyValueInstantiator(
            DeserializationConfig config, BeanDescription.Supplier type, ValueInstantiator known) {
        if (known.getClass() == StdValueInstantiator.class
                && known.getWithArgsCreator() instanceof AnnotatedConstructor annotated
                && annotated.getDeclaringClass().isRecord()) {
            MethodHandle handle = handle(annotated.getAnnotated());
            return handle == null ? known : new OfRecord((StdValueInstantiator) known, handle);
        }
        return known;
    }

    /** Where access is denied, things stay as they are. */
    private static @Nullable MethodHandle handle(Constructor<?> constructor) {
        try {
            constructor.setAccessible(true);
            return MethodHandles.lookup()
                    .unreflectConstructor(constructor)
                    .asSpreader(Object[].class, constructor.getParameterCount())
                    .asType(ANY);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }

    private static final class OfRecord extends StdValueInstantiator {

        private final MethodHandle handle;

        OfRecord(StdValueInstantiator known, MethodHandle handle) {
            super(known);
            this.handle = handle;
        }

        @Override
        @SuppressWarnings("PMD.AvoidCatchingThrowable")
        public Object createFromObjectWith(DeserializationContext context, Object[] args) {
            try {
                return (Object) handle.invokeExact(args);
            } catch (Throwable e) { // constructors of records refuse the same again
                return super.createFromObjectWith(context, args);
            }
        }
    }
}
