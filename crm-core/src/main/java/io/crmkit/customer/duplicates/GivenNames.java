package io.crmkit.customer.duplicates;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Short forms by which people go in English: Bob is Robert, and neither looks like the other. */
final class GivenNames {

    private static final String FORMS = """
            abigail abby gail
            abraham abe
            albert al bert
            alexander alex al sandy xander
            alexandra alex sandra sandy lexi
            alfred alf al fred
            amanda mandy
            andrew andy drew
            anthony tony
            archibald archie
            arthur art
            barbara barb babs
            benjamin ben benny
            bernard bernie
            catherine cathy cath kate katie kitty
            charles charlie chuck chas
            charlotte lottie charlie
            christina chris tina chrissy
            christine chris tina chrissy
            christopher chris kit topher
            cynthia cindy
            daniel dan danny
            david dave davy
            deborah deb debbie debra
            dennis denny
            donald don donny
            dorothy dot dotty dolly
            douglas doug
            edward ed eddie ted ned
            eleanor ellie nell nora
            elizabeth liz beth betty eliza lizzie betsy libby elisabeth
            emily em emmy
            eugene gene
            florence flo
            frances fran francie
            francis frank fran
            frederick fred freddie
            gabriel gabe
            gabrielle gabby
            gerald gerry jerry
            gregory greg
            harold hal harry
            henry harry hank
            herbert herb bert
            isabella bella izzy isabel
            jacob jake
            jacqueline jackie
            james jim jimmy jamie
            janet jan
            jason jay
            jeffrey jeff geoff
            jennifer jen jenny
            jeremy jerry
            jessica jess jessie
            john jack johnny
            jonathan jon johnny
            joseph joe joey
            josephine jo josie
            joshua josh
            judith judy
            julia julie
            katherine kathy kath kate katie kat
            kathleen kathy kath kate katie
            kathryn kathy kath kate katie
            kenneth ken kenny
            kimberly kim
            lawrence larry laurie
            leonard len lenny leo
            louis lou louie
            margaret peggy maggie meg marge margie rita greta
            martin marty
            matthew matt
            maximilian max
            melissa mel missy
            michael mike mick mikey mickey
            michelle shelly
            mitchell mitch
            nancy nan
            natalie nat
            nathan nat nate
            nathaniel nat nate nathan
            nicholas nick nicky
            nicole nicky
            oliver ollie
            olivia liv livvy
            pamela pam
            patricia pat patty trish tricia
            patrick pat paddy
            peter pete
            philip phil pip
            phillip phil pip
            randolph randy
            raymond ray
            rebecca becky becca
            reginald reg reggie
            richard rick dick rich ricky richie
            robert bob rob bobby robbie bert
            roberta bobbie
            roger rodge
            ronald ron ronnie
            rosemary rose rosie
            russell russ
            samantha sam sammy
            samuel sam sammy
            sandra sandy
            sarah sally sadie
            sebastian seb
            stanley stan
            stephanie steph
            stephen steve stevie
            steven steve stevie
            stuart stu
            susan sue susie
            suzanne sue suzie
            terence terry
            teresa terry tess
            theodore ted theo teddy
            theresa terry tess
            thomas tom tommy
            timothy tim timmy
            tobias toby
            valerie val
            veronica ronnie
            victor vic
            victoria vicky vic tori
            vincent vince vinnie
            virginia ginny
            walter walt wally
            wesley wes
            william bill will billy willy liam
            zachary zach zack
            """;

    private static final Map<String, List<String>> LONG = longForms();

    private GivenNames() {}

    private static Map<String, List<String>> longForms() {
        Map<String, List<String>> all = new HashMap<>();
        FORMS.lines().map(line -> line.split(" ")).forEach(forms -> {
            for (String form : forms) {
                all.computeIfAbsent(form, f -> new ArrayList<>(1)).add(forms[0]);
            }
        });
        return all;
    }

    /** {@return whether both may be forms of one name} */
    static boolean areForms(String x, String y) {
        List<String> of = LONG.get(x);
        List<String> other = LONG.get(y);
        return of != null && other != null && of.stream().anyMatch(other::contains);
    }
}
