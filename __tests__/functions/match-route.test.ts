import { routeMatcher } from "../../functions/match-route";

const match = routeMatcher(
  ["GET /{proxy+}", "GET /a/{id}", "POST /a/b", "GET /a/{id}/c", "PUT /a/{id}"].map((route) => {
    const [method = "", path = ""] = route.split(" ");
    return { method, path };
  }),
);

test.each([
  ["a parameter", "GET", "/a/1", "/a/{id}", { id: "1" }],
  ["a literal segment before a parameter", "POST", "/a/b", "/a/b", {}],
  ["a template that has the method before one that lacks it", "GET", "/a/b", "/a/{id}", { id: "b" }],
  ["segments after a parameter", "GET", "/a/1/c", "/a/{id}/c", { id: "1" }],
  ["all the rest, slashes included", "GET", "/x/y/z", "/{proxy+}", { proxy: "x/y/z" }],
  ["a template that lacks the method, if no other has it", "DELETE", "/a/1", "/a/{id}", { id: "1" }],
  ["what was encoded, a slash too", "GET", "/a/x%2Fy%20z", "/a/{id}", { id: "x/y z" }],
  ["a slash at the end as none", "GET", "/a/1/", "/a/{id}", { id: "1" }],
])("matches %s", (_, method, path, template, pathParameters) => {
  expect(match(method, path)).toMatchObject({ template, pathParameters });
});

test.each(["/", "", "/a/%zz"])("matches nothing for %j", (path) => {
  expect(routeMatcher([{ method: "GET", path: "/a/{id}" }])("GET", path)).toBeUndefined();
});
