package io.millrace.runtime.codec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The canonical text of a schema: {@code v1 record#0 Order{id:long;items:list<string?>?}}.
 * Definitions are numbered where they first occur and referred to as {@code #0} afterwards. Grammar
 * in docs/formats/values.md.
 */
final class SchemaText {
  private static final String VERSION = "v1 ";
  private static final int MAX_DEPTH = 200;

  private SchemaText() {}

  static String print(Node root) {
    StringBuilder text = new StringBuilder(VERSION);
    print(root, text, new HashMap<>());
    return text.toString();
  }

  private static void print(Node node, StringBuilder text, Map<Definition, Integer> numbers) {
    if (node.kind().isNamed()) {
      printNamed(node, text, numbers);
    } else {
      text.append(node.kind().text);
      if (!node.arguments().isEmpty()) {
        printAll(node.arguments(), '<', '>', text, numbers);
      }
    }
    if (node.nullable()) {
      text.append('?');
    }
  }

  private static void printNamed(Node node, StringBuilder text, Map<Definition, Integer> numbers) {
    Definition definition = node.definition();
    Integer known = numbers.get(definition);
    if (known != null) {
      text.append('#').append(known);
      return;
    }
    int number = numbers.size();
    numbers.put(definition, number);
    text.append(node.kind().text).append('#').append(number);
    text.append(' ').append(definition.name);
    switch (node.kind()) {
      case ENUM -> text.append('{').append(String.join(",", definition.constants)).append('}');
      case SEALED -> printAll(definition.cases, '{', '}', text, numbers);
      default -> {
        char separator = '{';
        for (Definition.Field field : definition.fields) {
          text.append(separator).append(field.name()).append(':');
          print(field.node(), text, numbers);
          separator = ';';
        }
        text.append(definition.fields.isEmpty() ? "{}" : "}");
      }
    }
  }

  private static void printAll(
      List<Node> nodes,
      char open,
      char close,
      StringBuilder text,
      Map<Definition, Integer> numbers) {
    char separator = open;
    for (Node node : nodes) {
      text.append(separator);
      print(node, text, numbers);
      separator = ',';
    }
    text.append(close);
  }

  static Node parse(String text) {
    Parser parser = new Parser(text);
    parser.expect(VERSION);
    Node root = parser.node(0);
    if (parser.at != text.length()) {
      throw parser.fault("end of text");
    }
    return root;
  }

  private static final class Parser {
    private final String text;
    private final Map<Integer, Node> named = new HashMap<>();
    private int at;

    Parser(String text) {
      this.text = text;
    }

    Node node(int depth) {
      if (depth > MAX_DEPTH) {
        throw fault("at most " + MAX_DEPTH + " nested types");
      }
      Node node;
      if (peek('#')) {
        node = named.get(number());
        if (node == null) {
          throw fault("a number defined before");
        }
      } else {
        Kind kind = Kind.ofText(word("#<>{},;:? "));
        if (kind == null) {
          throw fault("a kind of type");
        }
        node = kind.isNamed() ? namedNode(kind, depth) : plainNode(kind, depth);
      }
      if (peek('?')) {
        at++;
        return node.orNull(true);
      }
      return node;
    }

    private Node plainNode(Kind kind, int depth) {
      List<Node> arguments = new ArrayList<>();
      for (int i = 0; i < kind.arguments(); i++) {
        expect(i == 0 ? "<" : ",");
        arguments.add(node(depth + 1));
      }
      if (kind.arguments() > 0) {
        expect(">");
      }
      return new Node(kind, false, null, List.copyOf(arguments));
    }

    private Node namedNode(Kind kind, int depth) {
      int number = number();
      if (number != named.size()) {
        throw fault("definition number " + named.size());
      }
      expect(" ");
      Definition definition = new Definition(word("{"), null);
      Node node = new Node(kind, false, definition, List.of());
      named.put(number, node);
      expect("{");
      while (!peek('}')) {
        switch (kind) {
          case ENUM -> definition.constants.add(word(",}"));
          case SEALED -> definition.cases.add(namedCase(depth));
          default -> {
            String field = word(":}");
            expect(":");
            definition.fields.add(new Definition.Field(field, node(depth + 1)));
          }
        }
        if (!peek('}')) {
          expect(kind == Kind.RECORD ? ";" : ",");
        }
      }
      expect("}");
      return node;
    }

    private Node namedCase(int depth) {
      Node node = node(depth + 1);
      if (node.kind() != Kind.RECORD && node.kind() != Kind.ENUM) {
        throw fault("a record or enum as case");
      }
      return node;
    }

    private int number() {
      expect("#");
      int from = at;
      while (at < text.length() && at - from < 6 && Character.digit(text.charAt(at), 10) >= 0) {
        at++;
      }
      if (from == at) {
        throw fault("a number");
      }
      return Integer.parseInt(text.substring(from, at));
    }

    private String word(String stops) {
      int from = at;
      while (at < text.length() && stops.indexOf(text.charAt(at)) < 0) {
        at++;
      }
      if (from == at) {
        throw fault("a name");
      }
      return text.substring(from, at);
    }

    private boolean peek(char wanted) {
      if (at >= text.length()) {
        if (wanted == '}') {
          throw fault("}");
        }
        return false;
      }
      return text.charAt(at) == wanted;
    }

    void expect(String wanted) {
      if (!text.startsWith(wanted, at)) {
        throw fault("'" + wanted + "'");
      }
      at += wanted.length();
    }

    IllegalArgumentException fault(String wanted) {
      return new IllegalArgumentException(
          "malformed schema: at="
              + at
              + ", expected="
              + wanted
              + ", text="
              + text
              + "; was it written by a later version?");
    }
  }
}
