// The package for Node, by `import`: the same instance that `require` gives.
export * from "./node.cjs";
