/** The page's form of `ProjectCheck`: the build of the site has checked `lib`. */
export class ProjectCheck {
  diagnostics(): [] {
    return [];
  }
}
