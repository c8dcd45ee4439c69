package contract

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// direction says who writes a value: clients write requests, we write responses. What
// may be narrowed in one may not be in the other.
type direction int

const (
	request direction = iota
	response
)

func (c *comparison) schema(where string, before, after *openapi3.SchemaRef, way direction) {
	if before == nil || before.Value == nil {
		return // nothing was promised
	}
	if after == nil || after.Value == nil {
		c.breaks(where, "is no longer described")
		return
	}
	old, now := before.Value, after.Value
	p := pair{before: old, after: now, way: way}
	if c.inside[p] {
		return
	}
	c.inside[p] = true
	defer delete(c.inside, p)
	c.types(where, old, now, way)
	c.enum(where, old, now, way)
	if old.Format != now.Format {
		c.breaks(where, "format changed from %q to %q", old.Format, now.Format)
	}
	if way == request {
		c.limits(where, old, now)
		if text(old.Default) != text(now.Default) {
			c.breaks(where, "default changed from %s to %s", text(old.Default), text(now.Default))
		}
	}
	for _, list := range []struct {
		name        string
		before, now openapi3.SchemaRefs
	}{{"oneOf", old.OneOf, now.OneOf}, {"anyOf", old.AnyOf, now.AnyOf}, {"allOf", old.AllOf, now.AllOf}} {
		if text(list.before) != text(list.now) {
			c.breaks(where, "%s changed", list.name)
		}
	}
	c.properties(where, old, now, way)
	c.elements(where, old, now, way)
}

// types allows a request to take more and an answer to be less: integers are numbers.
func (c *comparison) types(where string, before, after *openapi3.Schema, way direction) {
	old, now := typeOf(before), typeOf(after)
	wider, narrower := now, old
	if way == response {
		wider, narrower = old, now
	}
	if old != now && wider != "" && (wider != "number" || narrower != "integer") {
		c.breaks(where, "type changed from %q to %q", old, now)
	}
	oldNull, nowNull := nullable(before), nullable(after)
	if way == request && oldNull && !nowNull {
		c.breaks(where, "null is no longer taken")
	}
	if way == response && nowNull && !oldNull {
		c.breaks(where, "may now be null")
	}
}

// typeOf is the type besides null, "" for any.
func typeOf(s *openapi3.Schema) string {
	var types []string
	for _, t := range s.Type.Slice() {
		if t != "null" {
			types = append(types, t)
		}
	}
	switch len(types) {
	case 0:
		return ""
	case 1:
		return types[0]
	}
	slices.Sort(types)
	return fmt.Sprint(types)
}

func nullable(s *openapi3.Schema) bool { return s.Nullable || s.Type.IncludesNull() }

// enum refuses fewer values in a request and more in an answer.
func (c *comparison) enum(where string, before, after *openapi3.Schema, way direction) {
	wide, narrow, what := before.Enum, after.Enum, "removed"
	if way == response {
		wide, narrow, what = after.Enum, before.Enum, "added"
	}
	if len(narrow) == 0 { // any value fits
		return
	}
	if len(wide) == 0 {
		c.breaks(where, "enum %s", map[direction]string{request: "added", response: "removed"}[way])
		return
	}
	allowed := map[string]bool{}
	for _, v := range narrow {
		allowed[text(v)] = true
	}
	for _, v := range wide {
		if !allowed[text(v)] {
			c.breaks(where, "enum value %s %s", text(v), what)
		}
	}
}

func (c *comparison) properties(where string, before, after *openapi3.Schema, way direction) {
	for name, old := range before.Properties {
		at := where + "." + name
		now := after.Properties[name]
		if now == nil {
			c.breaks(at, "removed")
			continue
		}
		was, is := slices.Contains(before.Required, name), slices.Contains(after.Required, name)
		if way == request && is && !was {
			c.breaks(at, "became required")
		}
		if way == response && was && !is {
			c.breaks(at, "may now be absent")
		}
		c.schema(at, old, now, way)
	}
	for _, name := range after.Required {
		if way == request && before.Properties[name] == nil {
			c.breaks(where+"."+name, "new and required")
		}
	}
}

// elements compares what lists and maps hold.
func (c *comparison) elements(where string, before, after *openapi3.Schema, way direction) {
	if before.Items != nil {
		c.schema(where+"[]", before.Items, after.Items, way)
	}
	if before.AdditionalProperties.Schema != nil {
		if after.AdditionalProperties.Schema == nil {
			c.breaks(where, "takes no keys of one's own any more")
			return
		}
		c.schema(where+"{}", before.AdditionalProperties.Schema, after.AdditionalProperties.Schema, way)
	}
}

// text is a value as JSON, to compare and to show. The values are the documents' own.
func text(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(data)
}
