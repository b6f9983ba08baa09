package org.kaappliance.appliance.migrate;

import java.util.ArrayList;
import java.util.List;

/**
 * What makes a client one of a class, as our settings say it; what is empty matches any.
 *
 * @param widerBecause in what it takes in more than the original; empty when it does not
 */
record Criteria(
        String vendorClass, String userClass, List<String> macs, List<String> firmware, List<String> widerBecause) {
    static final Criteria ANY = new Criteria("", "", List.of(), List.of(), List.of());

    static Criteria vendorClass(String text) {
        return new Criteria(text, "", List.of(), List.of(), List.of());
    }

    static Criteria userClass(String text) {
        return new Criteria("", text, List.of(), List.of(), List.of());
    }

    static Criteria mac(String beginning) {
        return new Criteria("", "", List.of(beginning), List.of(), List.of());
    }

    static Criteria firmware(String kind) {
        return new Criteria("", "", List.of(), List.of(kind), List.of());
    }

    Criteria wider(String because) {
        return new Criteria(vendorClass, userClass, macs, firmware, joined(widerBecause, List.of(because)));
    }

    boolean isAny() {
        return vendorClass.isEmpty() && userClass.isEmpty() && macs.isEmpty() && firmware.isEmpty();
    }

    /** @throws IllegalArgumentException when both say something about the same */
    Criteria and(Criteria other) {
        boolean clash = !vendorClass.isEmpty() && !other.vendorClass.isEmpty()
                || !userClass.isEmpty() && !other.userClass.isEmpty()
                || !macs.isEmpty() && !other.macs.isEmpty()
                || !firmware.isEmpty() && !other.firmware.isEmpty();
        if (clash) {
            throw new IllegalArgumentException("two conditions on the same property");
        }
        return new Criteria(
                vendorClass + other.vendorClass,
                userClass + other.userClass,
                joined(macs, other.macs),
                joined(firmware, other.firmware),
                joined(widerBecause, other.widerBecause));
    }

    /** @throws IllegalArgumentException when they are not alternatives of one list */
    Criteria or(Criteria other) {
        boolean texts = !(vendorClass + userClass + other.vendorClass + other.userClass).isEmpty();
        boolean bothMacs = !macs.isEmpty() && !other.macs.isEmpty() && firmware.isEmpty() && other.firmware.isEmpty();
        boolean bothFirmware =
                !firmware.isEmpty() && !other.firmware.isEmpty() && macs.isEmpty() && other.macs.isEmpty();
        if (texts || !bothMacs && !bothFirmware) {
            throw new IllegalArgumentException("\"or\" between these conditions");
        }
        return and(new Criteria("", "", List.of(), List.of(), other.widerBecause))
                .with(other.macs, other.firmware);
    }

    private Criteria with(List<String> moreMacs, List<String> moreFirmware) {
        return new Criteria(
                vendorClass, userClass, joined(macs, moreMacs), joined(firmware, moreFirmware), widerBecause);
    }

    private static List<String> joined(List<String> first, List<String> second) {
        List<String> both = new ArrayList<>(first);
        second.stream().filter(one -> !both.contains(one)).forEach(both::add);
        return List.copyOf(both);
    }
}
