package io.holdfast.arm;

import io.holdfast.rest.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;

/// One expression of a template, such as `concat(parameters('name'), '-ws')`: calls of functions with texts,
/// whole numbers and calls as arguments. Source: "ARM template syntax and expressions".
final class TemplateExpression {

    /// Deeper calls than anybody writes.
    private static final int MAX_DEPTH = 20;

    private final String text;
    private final BiFunction<String, List<JsonNode>, JsonNode> functions;
    private int at;

    private TemplateExpression(String text, BiFunction<String, List<JsonNode>, JsonNode> functions) {
        this.text = text;
        this.functions = functions;
    }

    /// The value of an expression, without its square brackets.
    ///
    /// @param functions a function's name and the values of its arguments, to its value
    static JsonNode evaluate(String text, BiFunction<String, List<JsonNode>, JsonNode> functions) {
        TemplateExpression expression = new TemplateExpression(text, functions);
        JsonNode value = expression.value(0);
        expression.skipBlanks();
        if (expression.at < text.length()) {
            throw Template.invalid("the expression '" + text + "' goes on after its end, at character "
                    + (expression.at + 1) + "; members and elements of values cannot be taken");
        }
        return value;
    }

    private JsonNode value(int depth) {
        if (depth > MAX_DEPTH) {
            throw Template.invalid("an expression holds more than " + MAX_DEPTH + " calls within each other");
        }
        skipBlanks();
        char next = peek();
        if (next == '\'') {
            return Json.array().add(string()).get(0);
        }
        if (Character.isDigit(next) || next == '-') {
            return Json.array().add(number()).get(0);
        }
        return call(depth);
    }

    private JsonNode call(int depth) {
        int start = at;
        while (Character.isLetterOrDigit(peek()) || peek() == '.' || peek() == '_') {
            at++;
        }
        String name = text.substring(start, at);
        skipBlanks();
        if (name.isEmpty() || peek() != '(') {
            throw Template.invalid("the expression '" + text + "' has no function call at character "
                    + (start + 1));
        }
        at++;
        List<JsonNode> arguments = new ArrayList<>();
        skipBlanks();
        while (peek() != ')') {
            arguments.add(value(depth + 1));
            skipBlanks();
            if (peek() == ',') {
                at++;
            } else if (peek() != ')') {
                throw Template.invalid("the expression '" + text + "' lacks a comma or a closing bracket at "
                        + "character " + (at + 1));
            }
            skipBlanks();
        }
        at++;
        return functions.apply(name, arguments);
    }

    /// Two apostrophes are one of the text.
    private String string() {
        StringBuilder value = new StringBuilder();
        at++;
        while (at < text.length()) {
            char next = text.charAt(at++);
            if (next != '\'') {
                value.append(next);
            } else if (peek() == '\'') {
                value.append('\'');
                at++;
            } else {
                return value.toString();
            }
        }
        throw Template.invalid("a text of the expression '" + text + "' has no end");
    }

    private int number() {
        int start = at++;
        while (Character.isDigit(peek())) {
            at++;
        }
        try {
            return Integer.parseInt(text.substring(start, at));
        } catch (NumberFormatException e) {
            throw Template.invalid("the expression '" + text + "' has a number that is none");
        }
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private void skipBlanks() {
        while (peek() == ' ') {
            at++;
        }
    }
}
