package io.millrace.cluster.code;

import io.millrace.cluster.control.DeployedCode;
import io.millrace.runtime.plan.ApplicationMetadata;
import io.millrace.runtime.plan.PlanCompiler;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;

/**
 * Code that was loaded and compiled once, so it can run.
 *
 * @param name of the deployment
 * @param code what workers load
 * @param metadata of the application with this code
 */
public record PreparedCode(String name, DeployedCode code, ApplicationMetadata metadata) {

  /**
   * Loads a jar and compiles its application. Calls users' code.
   *
   * @param app which application of the jar; null if it has but one
   * @param name of the deployment; null: as the application
   * @param before what is known of the application of that name, new or not
   * @throws CodeException if the jar or the settings have to be corrected
   * @throws io.millrace.runtime.plan.InvalidApplicationException if it cannot run, or cannot read
   *     what older code wrote; lists every fault
   */
  public static PreparedCode of(
      Path jar,
      String app,
      String name,
      Map<String, String> settings,
      Function<String, ApplicationMetadata> before) {
    try (ApplicationJar opened = ApplicationJar.open(jar)) {
      LoadedApplication loaded = LoadedApplication.of(opened, app);
      String deployedAs = name == null ? loaded.name() : name;
      ApplicationMetadata known = before.apply(deployedAs);
      ApplicationMetadata metadata =
          known.started(
              loaded.codeHash(),
              PlanCompiler.compile(deployedAs, loaded.define(settings), known.names()));
      DeployedCode code =
          new DeployedCode(
              metadata.codeVersion(), loaded.codeHash(), jar.toString(), loaded.name(), settings);
      return new PreparedCode(deployedAs, code, metadata);
    }
  }
}
