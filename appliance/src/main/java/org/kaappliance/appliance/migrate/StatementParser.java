package org.kaappliance.appliance.migrate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tokens to statements. Every statement of dhcpd.conf(5) has one of two shapes, a head with a semicolon or a head with a block: so one
 * that nobody knows is skipped as a whole.
 */
final class StatementParser {
    /** Deeper than anybody nests by hand; keeps a made-up file from using up the stack. */
    private static final int DEEPEST = 40;

    private final List<Token> tokens;
    private int next;

    private StatementParser(List<Token> tokens) {
        this.tokens = tokens;
    }

    static List<Statement> parse(String text) throws ImportSyntaxException {
        StatementParser parser = new StatementParser(Tokenizer.tokens(text));
        List<Statement> statements = parser.statements(0);
        if (parser.peek().kind() != Token.Kind.END) {
            throw new ImportSyntaxException(parser.peek(), "this brace closes nothing");
        }
        return statements;
    }

    /** Up to a closing brace or the end. */
    private List<Statement> statements(int depth) throws ImportSyntaxException {
        List<Statement> statements = new ArrayList<>();
        while (peek().kind() != Token.Kind.END && !peek().is("}")) {
            if (peek().is(";")) {
                next++;
            } else {
                statements.add(statement(depth));
            }
        }
        return List.copyOf(statements);
    }

    private Statement statement(int depth) throws ImportSyntaxException {
        List<Token> head = new ArrayList<>();
        while (!peek().is(";") && !peek().is("{")) {
            if (peek().kind() == Token.Kind.END || peek().is("}")) {
                throw new ImportSyntaxException(
                        peek(),
                        "expected ; or { behind \"" + head.get(head.size() - 1).text() + "\" (line "
                                + head.get(head.size() - 1).line() + "), found "
                                + peek().text());
            }
            head.add(take());
            record(head);
        }
        if (head.isEmpty()) {
            throw new ImportSyntaxException(peek(), "expected a statement, found " + peek().text());
        }
        Token end = take();
        return new Statement(List.copyOf(head), end.is("{") ? Optional.of(block(end, depth + 1)) : Optional.empty());
    }

    /** Braces behind {@code = } or {@code array of} are those of a record in the definition of an option. */
    private void record(List<Token> head) {
        Token before = head.get(head.size() - 1);
        if (peek().is("{") && (before.is("=") || before.isWord("of"))) {
            while (!peek().is(";")
                    && peek().kind() != Token.Kind.END
                    && !head.get(head.size() - 1).is("}")) {
                head.add(take());
            }
        }
    }

    private List<Statement> block(Token open, int depth) throws ImportSyntaxException {
        if (depth > DEEPEST) {
            throw new ImportSyntaxException(open, "more than " + DEEPEST + " blocks inside one another");
        }
        List<Statement> inside = statements(depth);
        if (!peek().is("}")) {
            throw new ImportSyntaxException(open, "this brace is never closed");
        }
        next++;
        return inside;
    }

    private Token peek() {
        return tokens.get(next);
    }

    private Token take() {
        return tokens.get(next++);
    }
}
