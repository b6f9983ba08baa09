package org.kaappliance.appliance.migrate;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One statement of a dhcpd.conf: words up to a semicolon, or up to a block.
 *
 * @param head at least one token
 * @param block the statements between the braces; empty when it ends with a semicolon
 */
record Statement(List<Token> head, Optional<List<Statement>> block) {

    int line() {
        return head.get(0).line();
    }

    /** The keyword it begins with, in lower case. */
    String keyword() {
        return head.get(0).text().toLowerCase(java.util.Locale.ROOT);
    }

    List<Statement> body() {
        return block.orElse(List.of());
    }

    Words words() {
        return new Words(head.subList(1, head.size()), head.get(0));
    }

    /** The head as it stands in the file, with single spaces. */
    String source() {
        String text = head.stream().map(Token::source).collect(Collectors.joining(" "));
        return text.replace(" ,", ",").replace("( ", "(").replace(" )", ")") + (block.isPresent() ? " { ... }" : "");
    }
}
