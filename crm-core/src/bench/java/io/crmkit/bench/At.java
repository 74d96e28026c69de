package io.crmkit.bench;

import io.crmkit.pipeline.Stage;

/** The shipped stages as state machines like them: an enum. Where to go is the event. */
enum At {
    INITIAL_CONTACT(Stage.INITIAL_CONTACT),
    IN_DEPTH(Stage.IN_DEPTH),
    ABOUT_TO_CLOSE(Stage.ABOUT_TO_CLOSE),
    WON(Stage.WON),
    LOST(Stage.LOST),
    CLOSED(Stage.CLOSED);

    @SuppressWarnings("ImmutableEnumChecker") // a record of a text
    final Stage stage;

    At(Stage stage) {
        this.stage = stage;
    }

    boolean isOpen() {
        return compareTo(WON) < 0;
    }
}
