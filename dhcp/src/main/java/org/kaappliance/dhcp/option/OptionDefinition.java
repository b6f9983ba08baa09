package org.kaappliance.dhcp.option;

import java.util.List;
import java.util.Optional;

/**
 * An option that can be set.
 *
 * @param code 1 to 254 in its space
 * @param names the first is the one that is shown; empty for a number without a name
 * @param type empty for a number without a name: each value must say its own
 * @param refusal why the settings may not set it; empty when they may
 */
public record OptionDefinition(
        OptionSpace space, int code, List<String> names, Optional<OptionType> type, Optional<String> refusal) {
    public OptionDefinition {
        names = List.copyOf(names);
    }

    static OptionDefinition unnamed(OptionSpace space, int code) {
        return new OptionDefinition(space, code, List.of(), Optional.empty(), Optional.empty());
    }

    /** {@code 6} or {@code 43.6}. */
    public String number() {
        return space == OptionSpace.DHCP ? String.valueOf(code) : space.carrier() + "." + code;
    }

    /** {@code domain-name-servers}, {@code pxe.discovery-control}; the number when there is no name. */
    public String name() {
        return names.isEmpty() ? number() : qualified(names.get(0));
    }

    String qualified(String name) {
        return space == OptionSpace.DHCP ? name : space.word() + "." + name;
    }

    /** {@code option 6 (domain-name-servers)}. */
    @Override
    public String toString() {
        return "option " + number() + (names.isEmpty() ? "" : " (" + name() + ")");
    }
}
