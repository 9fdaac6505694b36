package io.millrace.cli;

import io.millrace.cli.offline.OfflineData;
import io.millrace.cluster.code.ApplicationJar;
import io.millrace.cluster.code.LoadedApplication;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which data and which code an offline verb works on. */
final class OfflineOptions {
  @Mixin private CodeOptions code;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "The data directory of an application that does not run.")
  private Path data;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A setting of the application, as it was run.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(names = "--batch", description = "The application was run with --batch.")
  private boolean batch;

  ApplicationJar openJar() {
    code.check();
    return code.openJar();
  }

  OfflineData open(ApplicationJar opened) {
    LoadedApplication application = code.load(opened);
    return OfflineData.open(data, batch ? application.asBatch() : application, settings);
  }
}
