package org.kaappliance.relay;

import java.time.Duration;
import java.util.Objects;

/**
 * How a session builds its chain and how patient it is with it.
 *
 * @param arity children of each, 1 (a chain) to 16
 * @param floor share of the rate that the others could take, 0 to 1: a node whose sink keeps the chain below it is moved aside; 0: never
 * @param stagger between the releases of two nodes that wait for the others
 * @param suspicion silence of a node on its control connection after which the chain closes around it; it may come back
 * @param patience how long a silent node, or one that takes nothing, is waited for before it is given up
 */
public record ChainTerms(int arity, double floor, Duration stagger, Duration suspicion, Duration patience) {
    public static final int MAX_ARITY = 16;
    /** A chain, a floor of 0.8, no stagger, 1 s of silence to be suspected, 5 s to be given up. */
    public static final ChainTerms STANDARD =
            new ChainTerms(1, 0.8, Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(5));

    public ChainTerms {
        Objects.requireNonNull(stagger, "stagger");
        if (arity < 1 || arity > MAX_ARITY) {
            throw new IllegalArgumentException("the arity is 1 to " + MAX_ARITY + ", got " + arity);
        }
        if (!(floor >= 0 && floor <= 1)) {
            throw new IllegalArgumentException("the floor is 0 to 1, got " + floor);
        }
        if (stagger.isNegative() || suspicion.toMillis() < 100 || patience.compareTo(suspicion) < 0) {
            throw new IllegalArgumentException("stagger " + stagger + ", suspicion " + suspicion + ", patience "
                    + patience + ": none is negative, at least 100 ms, at least the suspicion");
        }
    }

    public ChainTerms withArity(int newArity) {
        return new ChainTerms(newArity, floor, stagger, suspicion, patience);
    }

    public ChainTerms withFloor(double newFloor) {
        return new ChainTerms(arity, newFloor, stagger, suspicion, patience);
    }

    public ChainTerms withStagger(Duration newStagger) {
        return new ChainTerms(arity, floor, newStagger, suspicion, patience);
    }

    public ChainTerms withSuspicion(Duration newSuspicion, Duration newPatience) {
        return new ChainTerms(arity, floor, stagger, newSuspicion, newPatience);
    }
}
