package io.millrace.cli.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopologyTest {
  /** Its components have the types to name. */
  private record Typed(long number, Map<String, List<Integer>> lists) {}

  @Test
  void shouldNameTypesWithoutPackages() {
    assertThat(Topology.typeName(type(0))).isEqualTo("long");
    assertThat(Topology.typeName(type(1))).isEqualTo("Map<String, List<Integer>>");
  }

  private static Type type(int component) {
    return Typed.class.getRecordComponents()[component].getGenericType();
  }
}
