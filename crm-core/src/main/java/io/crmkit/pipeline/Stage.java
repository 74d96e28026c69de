package io.crmkit.pipeline;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Objects;
import org.jmolecules.ddd.annotation.ValueObject;

/**
 * A stage of a pipeline, by its id. Which stages there are is data (PIP-04); the constants are the shipped ones.
 *
 * @param id such as {@code won}
 */
@ValueObject
public record Stage(@JsonValue String id) {

    /** Initial contact, 初步接触. */
    public static final Stage INITIAL_CONTACT = new Stage("initial-contact");

    /** In-depth talks, 深入洽谈. */
    public static final Stage IN_DEPTH = new Stage("in-depth");

    /** About to close, 即将成交. */
    public static final Stage ABOUT_TO_CLOSE = new Stage("about-to-close");

    /** Won, 赢单. */
    public static final Stage WON = new Stage("won");

    /** Lost, 输单. */
    public static final Stage LOST = new Stage("lost");

    /** Closed: won, and the first payment is there, 成交关闭. */
    public static final Stage CLOSED = new Stage("closed");

    /** Checks that the id is there. */
    public Stage {
        Objects.requireNonNull(id, "id");
    }

    /**
     * A stage by its id. The shipped ones are the constants: a base of deals holds few stages many times.
     *
     * @param id its id
     * @return the stage
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Stage of(String id) {
        return switch (id) {
            case "initial-contact" -> INITIAL_CONTACT;
            case "in-depth" -> IN_DEPTH;
            case "about-to-close" -> ABOUT_TO_CLOSE;
            case "won" -> WON;
            case "lost" -> LOST;
            case "closed" -> CLOSED;
            default -> new Stage(id);
        };
    }

    @Override
    public String toString() {
        return id;
    }
}
