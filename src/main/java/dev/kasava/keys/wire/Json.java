package dev.kasava.keys.wire;

import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.type.LogicalType;

/**
 * JSON in and out. Input is read strictly: a field that does not exist, stands twice or has another
 * type is an error that names it, and never something that is quietly passed over. Thread-safe.
 */
public final class Json {
  private static final int DEEPEST = 32;

  /** Takes long to set up, which whoever needs none is spared. */
  private static final class Mapper {
    private static final JsonMapper MAPPER =
        JsonMapper.builder(
                JsonFactory.builder()
                    .recyclerPool(new JsonBuffers())
                    .streamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                LogicalType.Textual,
                texts ->
                    texts
                        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail))
            .build();
  }

  /** For trees; the same settings. */
  public JsonMapper mapper() {
    return Mapper.MAPPER;
  }

  public byte[] bytes(Object shape) {
    return mapper().writeValueAsBytes(shape);
  }

  public String text(Object shape) {
    return mapper().writeValueAsString(shape);
  }

  /** Reads a whole document. */
  public <T> Outcome<T> read(byte[] json, Class<T> shape) {
    try {
      T value = mapper().readValue(json, shape);
      return value == null ? refused("", "Send a JSON object.") : Outcome.done(value);
    } catch (JacksonException e) {
      return explain(e);
    }
  }

  /** Reads what was parsed already, as strictly as a document: converting flattens arrays. */
  public <T> Outcome<T> read(ObjectNode fields, Class<T> shape) {
    try {
      return read(mapper().writeValueAsBytes(fields), shape);
    } catch (JacksonException e) {
      return explain(e);
    }
  }

  /** Says where and what kind, and never quotes the input, which may hold a secret. */
  private static <T> Outcome<T> explain(JacksonException failure) {
    return switch (failure) {
      case UnrecognizedPropertyException unknown ->
          refused(
              "",
              "There is a field that this does not take. It takes: "
                  + String.join(
                      ", ",
                      unknown.getKnownPropertyIds().stream()
                          .map(Object::toString)
                          .sorted()
                          .toList())
                  + ".");
      case DatabindException wrong ->
          refused(
              fieldOf(wrong),
              fieldOf(wrong).isEmpty()
                  ? "Send a JSON object with the fields that are documented."
                  : "The field has a value of the wrong type or form.");
      case StreamReadException malformed ->
          refused(
              "",
              "This is not valid JSON (line "
                  + malformed.getLocation().getLineNr()
                  + ", column "
                  + malformed.getLocation().getColumnNr()
                  + "), or a field stands in it twice.");
      default -> refused("", "This is not valid JSON.");
    };
  }

  private static String fieldOf(DatabindException wrong) {
    return wrong.getPath().isEmpty() || wrong.getPath().getFirst().getPropertyName() == null
        ? ""
        : wrong.getPath().getFirst().getPropertyName();
  }

  private static <T> Outcome<T> refused(String field, String message) {
    return Outcome.refused(new Refusal.Invalid(field, message));
  }
}
