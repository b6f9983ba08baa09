package org.kaappliance.dhcp.option;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** How the text of a value becomes octets. The word is also what stands before a value that names its type: {@code u16:}. */
public enum OptionType {
    /** One address. */
    IP(values -> Values.addresses(one(values))),
    /** One address or more. */
    IPS(Values::addresses),
    /** Pairs of addresses: destination and router, or address and mask. */
    PAIRS(Values::pairs),
    /** Whole numbers of 8, 16 and 32 bits, network order. */
    U8(values -> Values.number(one(values), 8)),
    S8(values -> Values.number(one(values), -8)),
    U16(values -> Values.number(one(values), 16)),
    U16S(values -> Values.numbers(values, 16)),
    U32(values -> Values.number(one(values), 32)),
    S32(values -> Values.number(one(values), -32)),
    /** {@code true} or {@code false}, 1 or 0. */
    FLAG(values -> Values.flag(one(values))),
    /** UTF-8 without an end mark. */
    TEXT(values -> Values.text(one(values))),
    /** Text with a NUL behind it that is counted. */
    TEXT0(values -> Values.text(List.of(one(values).get(0) + '\0'))),
    /** Octets: {@code 0a:0b} or {@code 0a0b}. */
    HEX(values -> Values.hex(one(values))),
    /** Domain names, compressed (RFC 3397). */
    DOMAINS(DomainNames::compressed),
    /** Domain names, each in full (RFC 1035 section 3.1). */
    NAMES(DomainNames::plain),
    /** {@code 10.2.0.0/16 via 10.0.1.254}, one or more (RFC 3442). */
    ROUTES(Values::routes),
    /** Addresses, or domain names (RFC 3361). */
    SIP(Values::sip),
    /** Boot servers, each a type and its addresses: {@code 1 10.0.1.1 10.0.1.2}. */
    SERVERS(PxeValues::servers),
    /** Items of a PXE menu, each a type and its text: {@code 0 Local disk}. */
    MENU(PxeValues::menu),
    /** Seconds to wait and the text: {@code 2 Press F8}. */
    PROMPT(values -> PxeValues.prompt(one(values).get(0))),
    /** Type and layer of a boot server: {@code 1 0}. */
    ITEM(values -> Values.numbers(List.of(one(values).get(0).split(" ")), 16));

    private final Function<List<String>, byte[]> encoder;

    OptionType(Function<List<String>, byte[]> encoder) {
        this.encoder = encoder;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<OptionType> of(String word) {
        for (OptionType type : values()) {
            if (type.word().equals(word)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** @throws IllegalArgumentException when these are no such values; the text says what is expected */
    byte[] encode(List<String> values) {
        return encoder.apply(values);
    }

    private static List<String> one(List<String> values) {
        if (values.size() != 1) {
            throw new IllegalArgumentException("expected one value, found " + values.size());
        }
        return values;
    }
}
