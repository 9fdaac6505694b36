package io.millrace.cluster.control;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class WriteFixturesTest {
  @Test
  void writes() throws Exception {
    for (ControlMessage message : TestMessages.all()) {
      Path file =
          Path.of("src/test/resources/formats/control-v1", TestMessages.nameOf(message) + ".bin");
      if (!Files.exists(file)) {
        Files.write(file, ControlCodec.encode(message));
      }
    }
  }
}
