package io.millrace.functions;

/**
 * Names the sources, functions and sinks of one deployed jar. It needs a public constructor without
 * arguments.
 */
@FunctionalInterface
public interface Application {

  /**
   * Declares the application. Called once per start, before anything runs; must not have effects of
   * its own.
   */
  void define(ApplicationBuilder app);

  /** The name it is selected by ({@code --app}); kebab case of the class name by default. */
  default String name() {
    String simple = getClass().getSimpleName().replaceAll("(App|Application)$", "");
    return simple.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(java.util.Locale.ROOT);
  }
}
