package io.millrace.connector.files;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.introspect.AccessorNamingStrategy;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedMethod;
import com.fasterxml.jackson.databind.introspect.DefaultAccessorNamingStrategy;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/**
 * How values look in JSON, wherever they enter or leave: files, HTTP, the command line.
 *
 * <p>A record is an object with its components as fields and nothing else (methods such as {@code
 * isLarge()} are no fields). {@code Instant} is written as ISO-8601 text and read from that or from
 * an integer in ms since 1970. {@code BigDecimal} keeps its digits and scale. Enums go by name,
 * {@code byte[]} is Base64. Numbers may be quoted; a number with a fraction is no integer. A field
 * without value is null, and malformed where the component is a primitive. An {@code Optional} is
 * its value, or null if it is empty.
 *
 * <p>A value of a sealed interface of records is its record, with one field more: {@code type}, the
 * record's simple name with a small first letter.
 *
 * <p>Thread-safe.
 */
public final class JsonValues {
  /** How Jackson writes a place inside a message: with the source, of which it tells nothing. */
  private static final Pattern LOCATION = Pattern.compile("\\[Source: .*?; (line: [^\\]]*)\\]");

  private static final ObjectMapper MAPPER = newMapper();

  private JsonValues() {}

  /** The mapper that knows all this. It is shared: do not configure it. */
  public static ObjectMapper mapper() {
    return MAPPER;
  }

  /** Reads values of a type; fields that the type does not have are ignored. */
  public static ObjectReader reader(Type type) {
    return MAPPER.readerFor(MAPPER.constructType(type));
  }

  /** Reads values of a type; a field that the type does not have is an error. */
  public static ObjectReader strictReader(Type type) {
    return reader(type).with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  }

  /** The value as one line of JSON. */
  public static String toJson(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "value cannot be written as JSON: type=" + value.getClass().getName() + "; " + problem(e),
          e);
    }
  }

  /** What was wrong with JSON or with a value, in one line that names the field. */
  public static String problem(JacksonException failure) {
    String field = field(failure);
    if (failure instanceof UnrecognizedPropertyException unknown) {
      return "unknown field: field=" + field + "; known are " + unknown.getKnownPropertyIds();
    }
    if (failure instanceof InvalidFormatException invalid) {
      String type = invalid.getTargetType().getSimpleName();
      return "not a value of its type:"
          + named(field)
          + " value="
          + invalid.getValue()
          + ", type="
          + type;
    }
    String message = LOCATION.matcher(firstLine(failure.getOriginalMessage())).replaceAll("$1");
    if (failure instanceof MismatchedInputException mismatch
        && mismatch.getTargetType() != null
        && mismatch.getTargetType().isPrimitive()
        && (message.contains("`null`") || message.contains("empty String"))) {
      return "no value:" + named(field) + " type=" + mismatch.getTargetType();
    }
    if (failure instanceof JsonMappingException && !field.isEmpty()) {
      return "not a value of its type:" + named(field) + " " + message;
    }
    return message;
  }

  private static String named(String field) {
    return field.isEmpty() ? "" : " field=" + field + ",";
  }

  private static String field(JacksonException failure) {
    if (!(failure instanceof JsonMappingException mapping)) {
      return "";
    }
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference step : mapping.getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return path.toString();
  }

  private static String firstLine(String message) {
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  private static ObjectMapper newMapper() {
    SimpleModule instants = new SimpleModule("millrace-instants");
    instants.addDeserializer(Instant.class, new InstantReader());
    return JsonMapper.builder()
        .addModule(new Jdk8Module())
        .addModule(new JavaTimeModule())
        .addModule(instants)
        .addModule(new SealedCases())
        .accessorNaming(new ComponentsOnly())
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
        .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
        .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
        .build();
  }

  /** Finds a record's components and not its other methods. */
  private static final class ComponentsOnly extends DefaultAccessorNamingStrategy.Provider {
    @Override
    public AccessorNamingStrategy forRecord(MapperConfig<?> config, AnnotatedClass record) {
      return new DefaultAccessorNamingStrategy.RecordNaming(config, record) {
        @Override
        public String findNameForIsGetter(AnnotatedMethod method, String name) {
          return _fieldNames.contains(name) ? name : null;
        }

        @Override
        public String findNameForRegularGetter(AnnotatedMethod method, String name) {
          return _fieldNames.contains(name) ? name : null;
        }
      };
    }
  }

  private static final class InstantReader extends StdScalarDeserializer<Instant> {
    InstantReader() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      if (parser.hasToken(JsonToken.VALUE_NUMBER_INT)) {
        return Instant.ofEpochMilli(parser.getLongValue());
      }
      if (!parser.hasToken(JsonToken.VALUE_STRING)) {
        return (Instant) context.handleUnexpectedToken(Instant.class, parser);
      }
      String text = parser.getText().trim();
      try {
        return isInteger(text)
            ? Instant.ofEpochMilli(Long.parseLong(text))
            : DateTimeFormatter.ISO_INSTANT.parse(text, Instant::from);
      } catch (DateTimeParseException | NumberFormatException e) {
        throw context.weirdStringException(text, Instant.class, "neither ISO-8601 nor ms");
      }
    }

    private static boolean isInteger(String text) {
      for (int i = text.startsWith("-") ? 1 : 0; i < text.length(); i++) {
        if (text.charAt(i) < '0' || text.charAt(i) > '9') {
          return false;
        }
      }
      return !text.isEmpty();
    }
  }
}
