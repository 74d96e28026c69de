package io.crmkit.customer.view;

import io.crmkit.internal.road.Permission;
import java.util.List;
import java.util.Optional;

/**
 * What one module knows of a customer (CUS-17). It only reads, asks for what the reader may see ({@code Unit.list}, {@code Unit.search},
 * {@code Unit.visible}), and asks a fixed number of questions, however much there is. Implementations are immutable.
 */
public interface CustomerPart {

    /** {@return its name for programs, such as {@code contacts}; {@code customer.view.part.NAME} is what people call it} */
    String key();

    /** {@return what the reader must hold; a part is not asked otherwise} */
    Permission permission();

    /**
     * Shows what there is.
     *
     * @param glance the customer, and what is at hand
     * @param showing takes what is shown
     */
    void show(Glance glance, Showing showing);

    /**
     * Records that belong to the customer and that other parts may have something about, such as its opportunities.
     *
     * @param glance the customer, and what is at hand
     * @return those that the reader may know of, at most {@link Glance#MOST_RELATED}
     */
    default List<Related<?>> related(Glance glance) {
        return List.of();
    }

    /**
     * What happened, newest first; ties by id downwards.
     *
     * @param glance the customer, and what is at hand
     * @param limit how many are asked for; more may be answered when they are at hand
     * @param from where to go on, a token that this part gave before, or none
     * @return a page
     */
    default Happened happened(Glance glance, int limit, Optional<String> from) {
        return Happened.all(List.of());
    }
}
