package io.millrace.connector.files;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.jsontype.TypeResolverBuilder;
import com.fasterxml.jackson.databind.jsontype.impl.StdTypeResolverBuilder;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Tells the records of a sealed interface apart by a field {@code type}. */
final class SealedCases extends SimpleModule {
  private static final long serialVersionUID = 1;
  private static final JsonTypeInfo.Value BY_NAME =
      JsonTypeInfo.Value.construct(
          JsonTypeInfo.Id.NAME, JsonTypeInfo.As.PROPERTY, "type", null, false, true, null);

  SealedCases() {
    super("millrace-sealed-cases");
  }

  @Override
  public void setupModule(SetupContext context) {
    context.insertAnnotationIntrospector(new Introspector());
  }

  private static final class Introspector extends NopAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public TypeResolverBuilder<?> findTypeResolver(
        MapperConfig<?> config, AnnotatedClass type, JavaType baseType) {
      return isOfRecords(type.getRawType()) ? new StdTypeResolverBuilder(BY_NAME) : null;
    }

    @Override
    public List<NamedType> findSubtypes(Annotated annotated) {
      if (!isOfRecords(annotated.getRawType())) {
        return null;
      }
      List<NamedType> cases = new ArrayList<>();
      addCases(annotated.getRawType(), cases);
      return cases;
    }

    private static void addCases(Class<?> type, List<NamedType> cases) {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        if (permitted.isRecord()) {
          cases.add(new NamedType(permitted, name(permitted)));
        } else {
          addCases(permitted, cases);
        }
      }
    }

    private static String name(Class<?> record) {
      String simple = record.getSimpleName();
      return Character.toLowerCase(simple.charAt(0)) + simple.substring(1);
    }

    private static boolean isOfRecords(Class<?> type) {
      return type.isInterface()
          && type.isSealed()
          && Arrays.stream(type.getPermittedSubclasses())
              .allMatch(permitted -> permitted.isRecord() || isOfRecords(permitted));
    }
  }
}
