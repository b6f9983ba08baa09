package org.kaappliance.appliance.migrate;

import java.util.List;
import java.util.Optional;
import org.kaappliance.dhcp.boot.Architecture;

/**
 * Reads the conditions of dhcp-eval(5) that our classes can say: comparisons of the vendor class, the user class, the
 * architecture and the hardware address with constants, and their {@code and} and {@code or}.
 */
final class ConditionReader {
    private static final int VENDOR_CLASS = 60;
    private static final int USER_CLASS = 77;
    private static final int ARCHITECTURE = 93;
    private static final int ARCHITECTURE_IN_CLASS = "PXEClient:Arch:".length();
    private static final int ETHERNET = 1;

    private final OptionSpaces spaces;
    private final Words words;

    private ConditionReader(OptionSpaces spaces, Words words) {
        this.spaces = spaces;
        this.words = words;
    }

    /** @throws NotCarried when it is anything else */
    static Criteria read(OptionSpaces spaces, Words words) {
        int line = words.peek().line();
        Criteria criteria = new ConditionReader(spaces, words).either();
        words.end();
        if (criteria.isAny()) {
            throw new NotCarried(line, "the condition says nothing that a class can say here");
        }
        return criteria;
    }

    private Criteria either() {
        Criteria criteria = both();
        while (words.takeIf("or")) {
            criteria = joined(criteria, both(), Criteria::or);
        }
        return criteria;
    }

    private Criteria both() {
        Criteria criteria = one();
        while (words.takeIf("and")) {
            criteria = joined(criteria, one(), Criteria::and);
        }
        return criteria;
    }

    private Criteria joined(Criteria first, Criteria second, java.util.function.BinaryOperator<Criteria> operator) {
        try {
            return operator.apply(first, second);
        } catch (IllegalArgumentException e) {
            throw new NotCarried(words.peek().line(), e.getMessage() + " cannot be said here");
        }
    }

    private Criteria one() {
        if (words.takeIf("(")) {
            Criteria inner = either();
            words.expect(")");
            return inner;
        }
        if (words.takeIf("exists")) {
            String name = words.lower();
            return code(name)
                            .filter(code -> code == VENDOR_CLASS || code == USER_CLASS)
                            .isPresent()
                    ? Criteria.ANY.wider("that the option is there at all is not tested")
                    : unknown("exists " + name);
        }
        Part part = part();
        words.expect("=");
        return comparison(part, words.take());
    }

    /** What is compared. @param code of an option; 0 is the hardware type with the hardware address behind it */
    private record Part(int code, int offset, Optional<Integer> length) {}

    private Part part() {
        if (!words.takeIf("substring")) {
            return new Part(source(), 0, Optional.empty());
        }
        words.expect("(");
        int source = source();
        words.expect(",");
        int offset = (int) words.number();
        words.expect(",");
        int length = (int) words.number();
        words.expect(")");
        return new Part(source, offset, Optional.of(length));
    }

    private int source() {
        if (words.takeIf("hardware")) {
            return 0;
        }
        if (!words.takeIf("option")) {
            return unknown(words.peek().text());
        }
        String name = words.lower();
        return code(name).orElseGet(() -> unknown("option " + name));
    }

    private Optional<Integer> code(String name) {
        return switch (name) {
            case "vendor-class-identifier" -> Optional.of(VENDOR_CLASS);
            case "user-class" -> Optional.of(USER_CLASS);
            case "pxe-system-type" -> Optional.of(ARCHITECTURE);
            default -> spaces.definition(name).map(OptionSpaces.Definition::code);
        };
    }

    private Criteria comparison(Part part, Token constant) {
        Octets octets = octets(part, constant);
        if (part.length().filter(length -> length < octets.length()).isPresent()) {
            throw new NotCarried(
                    constant.line(), "never true: " + constant.source() + " is longer than what it is compared with");
        }
        return switch (part.code()) {
            case VENDOR_CLASS -> vendorClass(part, octets);
            case USER_CLASS -> Criteria.userClass(octets.text());
            case ARCHITECTURE -> architecture(number(octets));
            case 0 -> hardware(part, octets);
            default -> unknown("option " + part.code());
        };
    }

    private static Octets octets(Part part, Token constant) {
        try {
            boolean number = part.code() == ARCHITECTURE && constant.text().matches("\\d+");
            return number ? Octets.number(Long.parseLong(constant.text()), 2) : Octets.constant(constant);
        } catch (IllegalArgumentException e) {
            throw new NotCarried(constant.line(), "not a comparison with a constant: " + constant.text());
        }
    }

    private Criteria vendorClass(Part part, Octets octets) {
        if (part.offset() == ARCHITECTURE_IN_CLASS && octets.text().matches("[0-5]\\d{4}")) {
            return architecture(Integer.parseInt(octets.text()));
        }
        if (part.offset() != 0) {
            return unknown("a part of option 60 that is not its beginning");
        }
        Criteria criteria = Criteria.vendorClass(octets.text());
        boolean beginning =
                part.length().filter(length -> length == octets.length()).isPresent();
        return beginning ? criteria : criteria.wider("also what only begins with " + Hocon.quoted(octets.text()));
    }

    private static Criteria architecture(int id) {
        Architecture architecture = new Architecture(id);
        Criteria criteria = Criteria.firmware(FirmwareKinds.of(architecture));
        List<Integer> alike = FirmwareKinds.alike(architecture);
        return alike.size() > 1 ? criteria.wider("the architectures " + alike + " are one kind here") : criteria;
    }

    private static int number(Octets octets) {
        int number = 0;
        for (byte octet : octets.bytes()) {
            number = number << 8 | octet & 0xff;
        }
        return number & 0xffff;
    }

    /** The beginning of the address: with the hardware type in front, or from the first octet of the address. */
    private Criteria hardware(Part part, Octets octets) {
        boolean typeInFront = part.offset() == 0 && octets.length() > 1 && octets.bytes()[0] == ETHERNET;
        Octets address = part.offset() == 1 ? octets : octets.from(1);
        if (!typeInFront && part.offset() != 1 || address.length() < 1 || address.length() > 6) {
            return unknown("a part of the hardware address that is not its beginning");
        }
        return Criteria.mac(address.toString());
    }

    private <T> T unknown(String what) {
        throw new NotCarried(words.peek().line(), what + " cannot be a condition of a class here");
    }
}
