package io.crmkit.spi.contract;

import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/** Takes the number of tries from the system property {@code crmkit.contract.tries}, or a number by default. */
public class Tries implements AroundPropertyHook {

    private final int otherwise;

    /** For whole stores. */
    public Tries() {
        this(25);
    }

    private Tries(int otherwise) {
        this.otherwise = otherwise;
    }

    /** For single calls, which cost little. */
    public static final class Many extends Tries {
        public Many() {
            super(500);
        }
    }

    @Override
    public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property)
            throws Throwable {
        context.attributes().setTries(Integer.getInteger("crmkit.contract.tries", otherwise));
        return property.execute();
    }
}
