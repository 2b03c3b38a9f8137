import { compileMappingTemplate } from "../../semantics/mapping-template";

const rendered = (source: string) =>
  compileMappingTemplate(source).render({
    body: "",
    params: { path: {}, querystring: {}, header: {} },
    context: {},
    stageVariables: {},
  }).text;

/** Templates with what Apache Velocity 1.7 renders when references without a value are empty. */
const behaviour: Record<string, readonly (readonly [template: string, text: string])[]> = {
  "references without a value are empty and true": [
    ["[$none][$!none][${none}][$none.a.b()][$none[0]]", "[][][][][]"],
    ["#if($none)yes#{else}no#end", "yes"],
    ["#if(!$none)yes#{else}no#end", "no"],
    ["#if($none == '')empty#end#if($none == $null)null#end", "emptynull"],
    ["#set($x = $none)#if($x == '')set#end", "set"],
  ],

  "what is no reference is text": [
    ["$5.00 $-x $.a.b $ {x} ${ x } $!.", "$5.00 $-x $.a.b $ {x} ${ x } $."],
    ["a@b.c #1 #foo #foo($x) #evaluate('$x') #return", "a@b.c #1 #foo #foo($x) #evaluate('$x') #return"],
    ["#set($n = 3)$n.5 $n. $n.. ${n}px $n-1|", "3.5 3. 3.. 3px |"],
    ["#set($s = 'ab')$s.length()px", "2px"],
  ],

  "backslashes escape references that have a value and directives": [
    ["#set($x = 1)\\$x \\\\$x \\\\\\$x \\a", "$x \\1 \\$x \\a"],
    ["\\#if(true) \\#end \\#foo \\\\#if(true)x#end", "#if(true) #end \\#foo \\x"],
  ],

  "directives take blanks and one line end with them": [
    ["a\n#set($x = 1)\nb", "a\nb"],
    ["a\n  #set($x = 1)  \nb", "a\n  b"],
    ["$x  #set($x = 1)b", "b"],
    ["#if(true)  \n a\n#end  \nb", " a\nb"],
    ["#foreach($i in [1, 2])\n $i\n#end\n.", " 1\n 2\n."],
  ],

  "comments leave nothing": [
    ["a ## to the end\nb", "a b"],
    ["a#* over\nlines *#b", "ab"],
    ["a#** for people *#b", "ab"],
    ["#[[ $not #parsed ]]#.", " $not #parsed ."],
  ],

  "#if": [
    ["#if(1 == 2)a#elseif(2 == 2)b#{else}c#end", "b"],
    ["#if(1 == 2)a#else b#end", " b"],
    ["#if(true && !false)a#end#if(false || not false)b#end#if(true and false or true)c#end", "abc"],
    ["#if('a')a#end#if(1)b#end#if([])c#end#if('')d#end", ""],
    ["#set($zero = 0)#set($empty = '')#if($zero && $empty)true#end", "true"],
  ],

  comparisons: [
    ["#if(1 == 1.0 && 2 > 1.5 && 1 lt 2 && 2 ge 2 && 1 ne 2)yes#end", "yes"],
    ["#if('1' == 1 && true == 'true')same text#end", "same text"],
    ["#if([1, 'a'] == [1, 'a'] && {'a': 1} == {'a': 1})equal#end", "equal"],
    ["#if('b' > 'a')x#{else}texts have no order#end", "texts have no order"],
  ],

  "numbers are Java's": [
    ["#set($x = 7 / 2)$x #set($y = -7 / 2)$y#set($z = -7 % 3) $z", "3-3 -1"],
    ["#set($x = 7 / 2.0)$x", "3.5"],
    ["#set($x = 2147483647 + 1)$x", "2147483648"],
    ["#set($x = 9223372036854775807 * 2)$x", "18446744073709551614"],
    ["#set($x = 0.1 + 0.2)$x", "0.30000000000000004"],
    ["#set($x = 1.0 * 10000000)$x", "1.0E7"],
    ["#set($x = 0.00012)$x", "1.2E-4"],
    ["#set($x = 5)#set($x = $x / 0)$x", "5"],
    ["#set($x = 1 + 2 * 3)$x#set($x = (1 + 2) * 3)$x", "79"],
    ["#set($x = 'a' + 1 + 2.0)$x", "a12.0"],
  ],

  strings: [
    [`#set($x = "say ""hi""")$x`, 'say "hi"'],
    ["#set($x = 'it''s')$x", "it's"],
    ["#set($n = 'Jo')#set($x = \"$n is ${n}n #if(true)yes#end\")$x", "Jo is Jon yes"],
    ["#set($n = 'Jo')#set($x = '$n')$x", "$n"],
    [`#set($x = "\\u0041\\n")$x`, "A\\n"],
    [`#set($x = "$.store.book[0]")$x`, "$.store.book[0]"],
  ],

  "#foreach": [
    ["#foreach($i in [3..1])$i#end #foreach($i in [-1..1])$i#end", "321 -101"],
    ["#foreach($v in {'a': 1, 'b': 2})$v#end", "12"],
    [
      "#foreach($i in ['a', 'b'])$foreach.count/$foreach.index/$velocityCount/$foreach.first/$foreach.last #end",
      "1/0/1/true/false 2/1/2/false/true ",
    ],
    ["#foreach($i in [1, 2])#foreach($j in [1, 2])$foreach.parent.count$foreach.count #end#end", "11 12 21 22 "],
    ["#set($i = 'before')#foreach($i in [1])$i#end$i", "1before"],
    ["#foreach($i in 'text')x#end#foreach($i in $none)x#end#foreach($i in [])x#end", ""],
    ["#foreach($i in [1..1005])#if($i > 999)$i #end#end", "1000 "],
  ],

  "#break and #stop": [
    ["#foreach($i in [1..9])#if($i == 3)#break#end$i#end.", "12."],
    ["#foreach($i in [1..3])#foreach($j in [1..3])#if($j == 2)#break($foreach.parent)#end$i$j#end#end.", "11."],
    ["a#stop b", "a"],
    ["a#foreach($i in [1..3])$i#if($i == 2)#stop#end#end b", "a12"],
  ],

  "#define": [
    ["#define($hi)Hi $who#end#set($who = 'Jo')$hi#set($who = 'Al'), $hi", "Hi Jo, Hi Al"],
    ["#define($loop)<$loop>#end$loop", "<<$loop>>"],
  ],

  "macros are switched off": [["#macro(hello $who)Hello $who#end#hello('x')", "#hello('x')"]],

  lists: [
    ["#set($l = [1, 'two', [3.0], {}])$l", "[1, two, [3.0], {}]"],
    ["#set($l = ['a', 'b'])$l[0]$l[-1]$l.get(1)$l.size()$l.isEmpty()$l.contains('a')$l.indexOf('b')", "abb2falsetrue1"],
    [
      "#set($l = [1])$l.add(2)|$l.set(0, 9)|$l.remove(1)|$l.addAll([5, 6])|$l.subList(1, 3)|$l",
      "true|1|2|true|[5, 6]|[9, 5, 6]",
    ],
    ["#set($l = [1, 2])#set($l[0] = 'x')$l", "[x, 2]"],
  ],

  maps: [
    ["#set($m = {'b': 1, 'a': {'c': [2]}})$m $m.a.c[0] $m['b'] $m.get('none')|", "{b=1, a={c=[2]}} 2 1 |"],
    [
      "#set($m = {})$m.put('k', 1)|$m.put('k', 2)|$m.containsKey('k')|$m.keySet()|$m.values()|$m.remove('k')|$m",
      "|1|true|[k]|[2]|2|{}",
    ],
    ["#set($m = {'a': 1})#foreach($e in $m.entrySet())$e.key=$e.value#end", "a=1"],
    ["#set($m = {})#set($m.a = 1)#set($m['b'] = 2)#set($m.none.c = 3)$m", "{a=1, b=2}"],
  ],

  "strings have Java's methods": [
    ["#set($s = 'Hello')$s.substring(1, 3)$s.charAt(4)$s.indexOf('l')$s.toLowerCase().replace('l', '_')", "elo2he__o"],
    [
      "#set($s = 'a1b22')$s.replaceAll('(\\d+)', '<$1>') $s.matches('[a-z\\d]+') $s.matches('a1')",
      "a<1>b<22> true false",
    ],
    ["#set($s = 'a,b,,')#foreach($x in $s.split(','))<$x>#end", "<a><b>"],
    ["#set($s = ' x ')[$s.trim()]$s.length()$s.isEmpty()$s.equals(' x ')$s.concat('y')", "[x]3falsetrue x y"],
    ["#set($s = 'x')$s.format('%05d|%-4s|%.2f|%x', 42, 'ab', 1.25, 255)", "00042|ab  |1.25|ff"],
    ["#set($i = 0)#set($n = $i.parseInt('41') + 1)$n $i.valueOf('7')", "42 7"],
  ],

  "methods that Java doesn't have, or not for these arguments, give nothing": [
    ["#set($s = 'x')[$s.shout()][$s.substring('a')][$s.length().none]", "[][][]"],
  ],
};

describe.each(Object.entries(behaviour))("%s", (_, cases) => {
  test.each(cases)("%j", (template, text) => expect(rendered(template)).toBe(text));
});
